package dev.cairn.replay.learning;

import dev.cairn.replay.SamplerSpec;

/** The building blocks learn as they should. */
class BlockLearningTest extends LearningContract {

  @Override
  LearningMemory memory(SamplerSpec sampler, Tiers tiers, long seed) {
    return tiers == Tiers.ONE
        ? new BlockMemory(sampler, new double[] {1}, reward -> 0, seed)
        : new BlockMemory(sampler, new double[] {0.5, 0.5}, reward -> reward > 0 ? 0 : 1, seed);
  }
}
