package dev.cairn.jobs.statistics;

import dev.cairn.replay.learning.BlindCliffwalk;
import dev.cairn.replay.learning.ShardMemory;
import java.util.Arrays;

/** Blind Cliffwalk of 12 states on the memory itself, prioritized and uniform. */
final class CoreCliffwalk implements Check {

  static final int SEEDS = 11;
  private static final int STATES = 12;
  private static final int TRANSITIONS = 8_190;

  @Override
  public String title() {
    return "Blind Cliffwalk, n = 12, on the memory, batch 1, 11 seeds; updates to learn";
  }

  @Override
  public void run(Figures figures) {
    double prioritized = median("{alpha: 0.6, epsilon: 1.0e-6}");
    double uniform = median("{kind: uniform, stratified: false}");
    figures.between("prioritized (alpha 0.6, eps 1e-6), median", prioritized, 9_727, 11_476);
    figures.between("uniform, median", uniform, 80_755, 153_946);
    figures.atLeast("uniform / prioritized", uniform / prioritized, 5);
  }

  private static double median(String sampler) {
    int[] updates = new int[SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      ShardMemory memory =
          new ShardMemory(
              MemoryTable.of(
                  TRANSITIONS,
                  "tiers: [{share: 1, capacity_share: 1}]\nsampler: " + sampler + "\n"),
              200 + seed);
      updates[seed] = new BlindCliffwalk(STATES, seed).updatesToLearn(memory, 1, 2_000 + seed);
    }
    Arrays.sort(updates);
    return updates[SEEDS / 2];
  }
}
