package dev.cairn.flink;

import dev.cairn.replay.ShardTotals;

/** What every subtask of the replay operator hears. */
sealed interface BroadcastInput {

  /**
   * Published totals of one shard.
   *
   * @param table its table
   * @param totals what it published
   */
  record TableTotals(String table, ShardTotals totals) implements BroadcastInput {}

  /**
   * A change of the running configuration, as it was read: whether it can be put in force is for
   * the operator to say, which knows those before it.
   *
   * @param raw a Control record that decodes
   */
  record Change(RawRecord raw) implements BroadcastInput {}
}
