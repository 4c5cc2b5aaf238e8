package dev.cairn.jobs.statistics;

import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.replay.TableSpec;

/** Tables of one column, as a user would configure them. */
final class MemoryTable {

  private MemoryTable() {}

  /**
   * A table that takes what is given and fits whatever the checks put in.
   *
   * @param items capacity
   * @param settings further lines of the table in YAML, not indented
   */
  static TableSpec of(long items, String settings) {
    String yaml =
        """
        space: statistics
        tables:
          t:
            capacity: {items: %d, bytes: 4 GiB}
            columns:
              rewards: {dtype: float32}
            max_batch: 4096
        """
            .formatted(items);
    return ConfigFile.parse("statistics", yaml + settings.indent(4), null).tables().get(0);
  }
}
