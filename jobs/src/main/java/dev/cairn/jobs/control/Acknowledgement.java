package dev.cairn.jobs.control;

import dev.cairn.client.TableInfo;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Stats;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which shards have not said yet that a version of the configuration is in force. */
final class Acknowledgement {

  private final TableInfo info;
  private final List<TableSpec> tables;
  private final long version;

  /**
   * @param tables those that the version is for
   */
  Acknowledgement(TableInfo info, List<TableSpec> tables, long version) {
    this.info = info;
    this.tables = tables;
    this.version = version;
  }

  /** Number of shards that have to. */
  int shards() {
    return tables.stream().mapToInt(TableSpec::shards).sum();
  }

  /** Those that have not, as table/shard. */
  Set<String> missing() {
    Set<String> missing = new TreeSet<>();
    for (TableSpec table : tables) {
      for (int shard = 0; shard < table.shards(); shard++) {
        missing.add(table.name() + "/" + shard);
      }
      for (Stats stats : info.shards(table.name())) {
        if (stats.getConfigVersion() >= version) {
          missing.remove(table.name() + "/" + stats.getShard());
        }
      }
    }
    return missing;
  }
}
