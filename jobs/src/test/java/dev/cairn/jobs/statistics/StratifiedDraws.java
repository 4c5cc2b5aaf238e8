package dev.cairn.jobs.statistics;

import dev.cairn.replay.learning.LearningMemory;
import dev.cairn.replay.learning.ShardMemory;
import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.sampler.ProportionalSampler;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;

/** Stratified draws: one in each of n equal parts of the mass. */
final class StratifiedDraws implements Check {

  private static final int ITEMS = 100_000;
  private static final int BATCH = 1_000;
  private static final int BATCHES = 2_000;

  @Override
  public String title() {
    return "Stratified draws, 10^5 items, 2,000 batches of 1,000, eta = 0";
  }

  @Override
  public void run(Figures figures) {
    figures.exactly("draws outside of their stratum", outside(), 0);
    figures.between("an item's count less its expectation, largest", worstCount(), -2, 2);
  }

  /** A few items weigh more than a stratum, most far less. */
  private static float value(SplitMix64 random) {
    return (float) Math.pow(random.nextDouble(), -1.2);
  }

  /** Draw k must lie in the mass [k W/n, (k + 1) W/n), the tier's items laid end to end. */
  private static long outside() {
    SplitMix64 random = new SplitMix64(41);
    TierMembers tier = new TierMembers(new Positions(), true, new ProportionalSampler(true));
    for (int i = 0; i < ITEMS; i++) {
      tier.add(i, value(random), 0, i);
    }
    double[] ends = new double[ITEMS];
    double sum = 0;
    for (int position = 0; position < ITEMS; position++) {
      int slot = tier.slotAt(position);
      sum += tier.weightOf(slot);
      ends[slot] = sum;
    }
    int[] slots = new int[BATCH];
    long outside = 0;
    // The tree adds up in another order.
    double slack = 1e-9 * sum;
    for (int b = 0; b < BATCHES; b++) {
      tier.draw(0, false, BATCH, random, slots, new double[BATCH], 0);
      for (int k = 0; k < BATCH; k++) {
        double end = ends[slots[k]];
        double begin = end - tier.weightOf(slots[k]);
        if (end < sum * k / BATCH - slack || begin > sum * (k + 1) / BATCH + slack) {
          outside++;
        }
      }
    }
    return outside;
  }

  private static double worstCount() {
    ShardMemory memory =
        new ShardMemory(MemoryTable.of(ITEMS, "tiers: [{share: 1, capacity_share: 1}]"), 42);
    SplitMix64 random = new SplitMix64(43);
    double[] weights = new double[ITEMS];
    double sum = 0;
    for (int i = 0; i < ITEMS; i++) {
      float value = value(random);
      memory.insert(0, 0, value);
      weights[i] = Math.pow(value + 1e-6, 0.6);
      sum += weights[i];
    }
    double worst = 0;
    for (int b = 0; b < BATCHES; b++) {
      LearningMemory.Batch batch = memory.draw(BATCH);
      int[] counts = new int[ITEMS];
      for (int item : batch.items()) {
        counts[item]++;
      }
      for (int i = 0; i < ITEMS; i++) {
        double difference = counts[i] - BATCH * weights[i] / sum;
        worst = Math.abs(difference) > Math.abs(worst) ? difference : worst;
      }
    }
    return worst;
  }
}
