package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a replay pipeline is built from.
 *
 * @param space name space: prefix of the topics
 * @param tables the tables; at least one, names unique
 * @param kafka client properties passed through; {@code bootstrap.servers} is required
 * @param seed seed of every shard's generator, mixed with table and shard
 * @param configVersion version of the configuration file, from 0
 * @param removedTables tables whose state is deleted where it is found; no table of {@code tables}
 */
public record PipelineSpec(
    String space,
    List<TableSpec> tables,
    Map<String, String> kafka,
    long seed,
    long configVersion,
    Set<String> removedTables)
    implements Serializable {

  public PipelineSpec {
    tables = List.copyOf(tables);
    kafka = Map.copyOf(kafka);
    removedTables = Set.copyOf(removedTables);
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("a pipeline needs at least one table: tables=[]");
    }
    for (TableSpec table : tables) {
      if (removedTables.contains(table.name())) {
        throw new IllegalArgumentException(
            "a table cannot be both configured and removed: removed_tables="
                + removedTables
                + " table="
                + table.name());
      }
    }
  }

  /** A pipeline from which no table was removed. */
  public PipelineSpec(
      String space,
      List<TableSpec> tables,
      Map<String, String> kafka,
      long seed,
      long configVersion) {
    this(space, tables, kafka, seed, configVersion, Set.of());
  }
}
