package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a replay pipeline is built from.
 *
 * @param space name space: prefix of the topics
 * @param tables the tables; at least one, names unique
 * @param kafka client properties passed through; {@code bootstrap.servers} is required
 * @param seed seed of every shard's generator, mixed with table and shard
 * @param configVersion version of the configuration, from 0
 */
public record PipelineSpec(
    String space, List<TableSpec> tables, Map<String, String> kafka, long seed, long configVersion)
    implements Serializable {

  public PipelineSpec {
    tables = List.copyOf(tables);
    kafka = Map.copyOf(kafka);
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("a pipeline needs at least one table: tables=[]");
    }
  }
}
