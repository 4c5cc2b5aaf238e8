package dev.cairn.replay.learning;

import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.TierSpec;
import java.util.List;

/** A whole shard, with payload, routing and feedback order, learns as it should. */
class ShardLearningTest extends LearningContract {

  @Override
  LearningMemory memory(SamplerSpec sampler, Tiers tiers, long seed) {
    return new ShardMemory(
        sampler,
        tiers == Tiers.ONE
            ? List.of(new TierSpec(0, 1, 1))
            : List.of(new TierSpec(0.5, 0.5, 0.5), new TierSpec(0, 0.5, 0.5)),
        seed);
  }
}
