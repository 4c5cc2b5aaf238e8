package dev.cairn.jobs.statistics;

import dev.cairn.client.ImportanceWeights;
import dev.cairn.client.ImportanceWeights.Divisor;
import dev.cairn.replay.learning.LearningMemory;
import dev.cairn.replay.learning.ShardMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A value learned from prioritized draws with full correction (beta = 1) settles at the plain mean
 * of what is held, whatever tiers, shards and mixture do to the draws. A wrong P, q, N or divisor
 * moves it.
 */
final class FixedPoints implements Check {

  private static final int BATCH = 32;
  private static final int BATCHES = 100_000;
  private static final int EXCHANGE = 10;
  private static final double TRUTH = 1;
  // Between the rewards: an item met with a TD error of almost 0 would hardly be drawn again.
  private static final double START = 1.5;

  private static final List<String> TIERS =
      List.of(
          "tiers: [{share: 1, capacity_share: 1}]",
          """
          tiers:
            - {threshold: 0.2, share: 0.6, capacity_share: 0.5}
            - {share: 0.4, capacity_share: 0.5}
          """,
          """
          tiers:
            - {threshold: 0.9, share: 0.5, capacity_share: 0.3}
            - {threshold: 0.2, share: 0.3, capacity_share: 0.3}
            - {share: 0.2, capacity_share: 0.4}
          """);

  @Override
  public String title() {
    return "Value at the fixed point, beta = 1, shards of unequal mass (1:10); truth 1";
  }

  @Override
  public void run(Figures figures) {
    for (int tiers = 1; tiers <= 3; tiers++) {
      for (int shards : new int[] {1, 4, 16}) {
        for (double eta : new double[] {0, 0.1}) {
          for (Divisor divisor : List.of(Divisor.NONE, Divisor.TABLE)) {
            figures.between(
                "K = %d, shards = %2d, eta = %.1f, divisor %s"
                    .formatted(tiers, shards, eta, divisor.name().toLowerCase(Locale.ROOT)),
                settledAt(tiers, shards, eta, divisor),
                0.98 * TRUTH,
                1.02 * TRUTH);
          }
        }
      }
    }
  }

  private static double settledAt(int tiers, int shards, double eta, Divisor divisor) {
    int[] sizes = sizes(shards);
    ShardMemory memory =
        new ShardMemory(
            // Room for every reward in any tier of the smallest shard's share.
            MemoryTable.of(
                100_000,
                TIERS.get(tiers - 1).strip()
                    + """

                    importance: {scorer: reward, normaliser: fixed, low: 0, high: 6}
                    sampler: {uniform_mix: %s}
                    shards: %d
                    """
                        .formatted(eta, shards)),
            50 + tiers);
    double[] rewards = fill(memory, sizes);
    double value = START;
    double sum = 0;
    double[] errors = new double[BATCH];
    for (int b = 0; b < BATCHES; b++) {
      if (b % EXCHANGE == 0) {
        memory.exchange();
      }
      LearningMemory.Batch batch = memory.draw(BATCH);
      float[] weights =
          ImportanceWeights.of(
              batch.probabilities(), batch.drawable(), batch.minProbability(), 1, divisor);
      double step = 0;
      for (int k = 0; k < BATCH; k++) {
        errors[k] = rewards[batch.items()[k]] - value;
        step += weights[k] * errors[k];
      }
      value += 0.01 * step / BATCH;
      memory.update(batch, errors);
      sum += b >= BATCHES / 4 ? value : 0;
    }
    return sum / (BATCHES - BATCHES / 4);
  }

  /** Items of each shard: the last has ten times as many as the first. */
  private static int[] sizes(int shards) {
    int[] sizes = new int[shards];
    for (int s = 0; s < shards; s++) {
      sizes[s] = shards == 1 ? 1_000 : 60 * (10 * (shards - 1) + 90 * s) / (10 * (shards - 1));
    }
    return sizes;
  }

  /**
   * A tenth of all items has reward 6, a fifth 2, the others 0. The sixes are crowded in the small
   * shards, so that a shard drawn too often shows.
   */
  private static double[] fill(ShardMemory memory, int[] sizes) {
    int total = 0;
    for (int size : sizes) {
      total += size;
    }
    int sixes = total / 10;
    long twos = total / 5;
    long others = total - sixes;
    long other = 0;
    List<Double> rewards = new ArrayList<>();
    for (int s = 0; s < sizes.length; s++) {
      int six = sizes.length == 1 ? sixes : Math.min(sixes, sizes[s] / 2);
      sixes -= six;
      for (int i = 0; i < sizes[s]; i++) {
        double reward = 6;
        if (i >= six) {
          // Spread evenly.
          reward = (other + 1) * twos / others > other * twos / others ? 2 : 0;
          other++;
        }
        memory.insert(s, reward, Double.NaN);
        rewards.add(reward);
      }
    }
    double[] all = rewards.stream().mapToDouble(reward -> reward).toArray();
    double mean = rewards.stream().mapToDouble(reward -> reward).sum() / all.length;
    if (Math.abs(mean - TRUTH) > 1e-3) {
      throw new IllegalStateException("the mean reward must be 1: mean=" + mean);
    }
    return all;
  }
}
