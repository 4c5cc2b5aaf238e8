package dev.cairn.flink;

import dev.cairn.replay.ShardTotals;

/** What every subtask of the replay operator hears. Changes of the configuration will join. */
sealed interface BroadcastInput {

  /**
   * Published totals of one shard.
   *
   * @param table its table
   * @param totals what it published
   */
  record TableTotals(String table, ShardTotals totals) implements BroadcastInput {}
}
