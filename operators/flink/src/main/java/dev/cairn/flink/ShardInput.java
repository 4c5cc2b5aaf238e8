package dev.cairn.flink;

import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.Run;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.StepCounts;
import org.jspecify.annotations.Nullable;

/** What a shard is given: the keyed union of assembled runs and feedback. */
sealed interface ShardInput {

  /** Key of the shard, from {@link ShardKeys}. */
  long key();

  /**
   * The outcome of assembling a chunk.
   *
   * @param key key of the shard
   * @param run its items; null when there are none, as for duplicates
   * @param counts what it adds to the step ledger
   */
  record Steps(long key, @Nullable Run run, StepCounts counts) implements ShardInput {}

  /** Priority updates from a learner. */
  record Updates(long key, PriorityUpdates updates) implements ShardInput {}

  /** A learner's request for a minibatch. */
  record Request(long key, SampleRequest request) implements ShardInput {}
}
