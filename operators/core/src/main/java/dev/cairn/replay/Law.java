package dev.cairn.replay;

import java.util.List;

/**
 * The law by which items are drawn from a whole table, and what it means for each shard. Pure
 * functions of totals.
 *
 * <pre>
 * P(i)    = p_t [(1 - eta) w_i / W_t + eta / |t|]              p_t over the tiers with drawable items
 * m_{s,t} = (1 - eta) W_{s,t} / W_t + eta |s,t| / |t|
 * q_s     = sum_t p_t m_{s,t}                                  chance of shard s
 * pi_{s,t} = p_t m_{s,t} / q_s                                 share of tier t inside shard s
 * eta_{s,t} = eta (|s,t| / |t|) / m_{s,t}                      uniform mix inside it
 * </pre>
 *
 * <p>Totals count weights as they are. When every item of the table that is not excluded has weight
 * 0, all of these count as weight 1: each of these functions sees to that itself, and {@link
 * #effective} shows what they see.
 *
 * <p>Immutable.
 */
public final class Law {

  private final double[] shares;
  private final double uniformMix;

  /**
   * @param shares p_t of each tier, all positive, sum 1
   * @param uniformMix eta in [0, 1)
   */
  public Law(double[] shares, double uniformMix) {
    this.shares = shares.clone();
    this.uniformMix = uniformMix;
  }

  /** The law of a table. */
  public static Law of(TableSpec spec) {
    return new Law(
        spec.tiers().stream().mapToDouble(TierSpec::share).toArray(), spec.sampler().uniformMix());
  }

  /** What the law means for one shard; may be filled anew. Not thread-safe. */
  public static final class ShardLaw {

    private boolean flat;
    private double q;
    private final double[] shares;
    private final double[] uniformMixes;
    private final long[] drawable;

    ShardLaw(int tiers) {
      shares = new double[tiers];
      uniformMixes = new double[tiers];
      drawable = new long[tiers];
    }

    /** All weights of the table are 0: all items count as weight 1. */
    public boolean flat() {
      return flat;
    }

    /** Chance of the shard; 0 when it has nothing drawable. */
    public double q() {
      return q;
    }

    /** pi_{s,t}: sum 1 over the tiers of the shard with drawable items, 0 for the others. */
    public double[] shares() {
      return shares;
    }

    /** eta_{s,t}, in [0, 1]. */
    public double[] uniformMixes() {
      return uniformMixes;
    }

    /** Drawable items of each tier of the shard. */
    public long[] drawable() {
      return drawable;
    }
  }

  /** Whether all items of the table count as weight 1, because all of them have weight 0. */
  public static boolean isFlat(Totals table) {
    return TotalSums.of(table).isFlat();
  }

  /** A table's totals as the law sees them: flattened if all of its weights are 0. */
  public static Totals effective(Totals table) {
    TotalSums sums = TotalSums.of(table);
    if (!sums.isFlat()) {
      return table;
    }
    sums.flatten();
    return sums.totals();
  }

  /**
   * The totals of a table. Its counters are those of all shards, its items those of shards that can
   * sample.
   *
   * @param shards totals of every shard
   */
  public Totals table(List<ShardTotals> shards) {
    TotalSums sums = new TotalSums(shares.length);
    for (ShardTotals shard : shards) {
      sums.add(shard.totals(), shard.canSample());
    }
    return withMinProbability(sums.totals());
  }

  /** The same totals with P_min as it follows from them. */
  public Totals withMinProbability(Totals totals) {
    return new Totals(
        totals.inserted(),
        totals.sampled(),
        totals.deleted(),
        minProbability(totals),
        totals.tiers());
  }

  /** P_min, the smallest P(i) of a drawable item; 0 when nothing is drawable. */
  public double minProbability(Totals table) {
    TotalSums sums = TotalSums.of(table);
    if (sums.isFlat()) {
      sums.flatten();
    }
    return minProbability(sums);
  }

  /** P_min of {@link #effective} totals. */
  double minProbability(TotalSums seen) {
    double min = Double.POSITIVE_INFINITY;
    for (int t = 0; t < shares.length; t++) {
      if (seen.drawable[t] > 0) {
        min = Math.min(min, probability(seen, t, seen.minWeight[t]));
      }
    }
    return min == Double.POSITIVE_INFINITY ? 0 : min;
  }

  /**
   * P(i) under the law of an item in a tier with drawable items.
   *
   * @param table {@link #effective} totals
   * @param tier its tier
   * @param weight its weight, positive
   */
  public double probability(Totals table, int tier, double weight) {
    return probability(TotalSums.of(table), tier, weight);
  }

  /** The same. */
  double probability(TotalSums table, int tier, double weight) {
    return shares[tier]
        / openShares(table)
        * ((1 - uniformMix) * (weight / table.weight[tier]) + uniformMix / table.drawable[tier]);
  }

  /** What the law means for one shard of a table; the table's totals include the shard's. */
  public ShardLaw shard(Totals shard, Totals table) {
    TotalSums mine = TotalSums.of(shard);
    TotalSums all = TotalSums.of(table);
    boolean flat = all.isFlat();
    if (flat) {
      mine.flatten();
      all.flatten();
    }
    ShardLaw law = new ShardLaw(shares.length);
    fill(law, flat, mine, all);
    return law;
  }

  /** The same of totals that are flattened if all weights of the table are 0. */
  void fill(ShardLaw law, boolean flat, TotalSums mine, TotalSums all) {
    law.flat = flat;
    law.q = 0;
    double open = openShares(all);
    for (int t = 0; t < shares.length; t++) {
      law.drawable[t] = mine.drawable[t];
      law.shares[t] = 0;
      law.uniformMixes[t] = 0;
      if (mine.drawable[t] > 0) {
        double uniform = uniformMix * ((double) mine.drawable[t] / all.drawable[t]);
        double m = (1 - uniformMix) * (mine.weight[t] / all.weight[t]) + uniform;
        law.uniformMixes[t] = Math.min(1, uniform / m);
        law.shares[t] = shares[t] / open * m;
        law.q += law.shares[t];
      }
    }
    for (int t = 0; law.q > 0 && t < shares.length; t++) {
      law.shares[t] /= law.q;
    }
  }

  /** Sum of the shares of the tiers with drawable items. */
  private double openShares(TotalSums table) {
    double sum = 0;
    for (int t = 0; t < shares.length; t++) {
      sum += table.drawable[t] > 0 ? shares[t] : 0;
    }
    return sum;
  }
}
