package dev.cairn.client;

import dev.cairn.schema.Stats;
import dev.cairn.schema.TierTotals;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws a shard with probability q_s = sum_t p_t m_{s,t}, where m_{s,t} = (1 - eta) W_{s,t} / W_t +
 * eta |s,t| / |t|, from published totals.
 *
 * @param shard its number
 * @param q the probability with which it was chosen
 */
record ShardChoice(int shard, double q) {

  /**
   * Draws one.
   *
   * @param shards newest statistics of every shard
   */
  static ShardChoice draw(List<Stats> shards, RandomGenerator random) {
    if (shards.size() == 1) {
      return new ShardChoice(shards.get(0).getShard(), 1);
    }
    double[] q = chances(shards);
    double rest = random.nextDouble();
    int chosen = -1;
    for (int s = 0; s < q.length; s++) {
      if (q[s] > 0) {
        chosen = s;
        if (rest < q[s]) {
          break;
        }
        rest -= q[s];
      }
    }
    return chosen < 0
        ? new ShardChoice(shards.get(random.nextInt(shards.size())).getShard(), 1.0 / shards.size())
        : new ShardChoice(shards.get(chosen).getShard(), q[chosen]);
  }

  static double[] chances(List<Stats> shards) {
    List<Double> shares = shards.get(0).getShares();
    double eta = shards.get(0).getUniformMix();
    boolean flat = true;
    for (Stats shard : shards) {
      for (TierTotals tier : shard.getTotals().getTiers()) {
        flat &= !shard.getCanSample() || tier.getDrawable() == 0;
      }
    }
    double[] q = new double[shards.size()];
    double[] counts = new double[q.length];
    double[] weights = new double[q.length];
    double total = 0;
    for (int t = 0; t < shares.size(); t++) {
      double count = 0;
      double weight = 0;
      for (int s = 0; s < q.length; s++) {
        TierTotals tier = shards.get(s).getTotals().getTiers().get(t);
        boolean in = shards.get(s).getCanSample();
        List<Long> excluded = shards.get(s).getExcluded();
        long included = tier.getLive() - (t < excluded.size() ? excluded.get(t) : 0);
        counts[s] = in ? (flat ? included : tier.getDrawable()) : 0;
        weights[s] = in ? (flat ? included : tier.getWeight()) : 0;
        count += counts[s];
        weight += weights[s];
      }
      if (count > 0) {
        total += shares.get(t);
        for (int s = 0; s < q.length; s++) {
          q[s] += shares.get(t) * ((1 - eta) * weights[s] / weight + eta * counts[s] / count);
        }
      }
    }
    for (int s = 0; total > 0 && s < q.length; s++) {
      q[s] /= total;
    }
    return q;
  }
}
