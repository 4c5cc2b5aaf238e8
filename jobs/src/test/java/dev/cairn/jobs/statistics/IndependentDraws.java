package dev.cairn.jobs.statistics;

import dev.cairn.replay.learning.LearningMemory;
import dev.cairn.replay.learning.ShardMemory;
import dev.cairn.replay.random.SplitMix64;

/** Independent draws fall into bins of equal mass as chance would have it. */
final class IndependentDraws implements Check {

  private static final int ITEMS = 1_000_000;
  private static final int BINS = 1_000;
  private static final int BATCH = 1_000;
  private static final int BATCHES = 10_000;
  private static final double ETA = 0.1;

  private final double[] law = new double[ITEMS];
  private final double[] mass = new double[BINS];
  private final int[] bin = new int[ITEMS];

  @Override
  public String title() {
    return "Independent draws, 10^6 items, 10^7 draws into 1,000 bins of equal mass";
  }

  @Override
  public void run(Figures figures) {
    ShardMemory memory =
        new ShardMemory(
            MemoryTable.of(
                ITEMS,
                """
                tiers: [{share: 1, capacity_share: 1}]
                sampler: {stratified: false, uniform_mix: 0.1}
                cache_bytes: 256 MiB
                """),
            31);
    fill(memory);
    measure("before the restore", memory, figures);
    memory.restore();
    measure("after the restore", memory, figures);
  }

  private void fill(ShardMemory memory) {
    SplitMix64 random = new SplitMix64(32);
    double sum = 0;
    for (int i = 0; i < ITEMS; i++) {
      float value = (float) Math.pow(10, 4 * random.nextDouble() - 3);
      memory.insert(0, 0, value);
      law[i] = Math.pow(value + 1e-6, 0.6);
      sum += law[i];
    }
    double before = 0;
    for (int i = 0; i < ITEMS; i++) {
      law[i] = (1 - ETA) * law[i] / sum + ETA / ITEMS;
      bin[i] = Math.min(BINS - 1, (int) (before * BINS));
      mass[bin[i]] += law[i];
      before += law[i];
    }
  }

  private void measure(String when, ShardMemory memory, Figures figures) {
    long[] counts = new long[BINS];
    double worst = 0;
    for (int b = 0; b < BATCHES; b++) {
      LearningMemory.Batch batch = memory.draw(BATCH);
      for (int k = 0; k < BATCH; k++) {
        int item = batch.items()[k];
        counts[bin[item]]++;
        worst = Math.max(worst, Math.abs(batch.probabilities()[k] / law[item] - 1));
      }
    }
    double[] expected = new double[BINS];
    for (int i = 0; i < BINS; i++) {
      expected[i] = mass[i] * BATCHES * BATCH;
    }
    figures.between("p " + when, ChiSquareP.of(counts, expected), 0.001, 0.999);
    figures.atMost("stated P(i) against the formula, relative, " + when, worst, 1e-9);
  }
}
