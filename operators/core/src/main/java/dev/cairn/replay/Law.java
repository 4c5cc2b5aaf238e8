package dev.cairn.replay;

import java.util.ArrayList;
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

  /**
   * What the law means for one shard.
   *
   * @param flat all weights of the table are 0: all items count as weight 1
   * @param q chance of the shard; 0 when it has nothing drawable
   * @param shares pi_{s,t}: sum 1 over the tiers of the shard with drawable items, 0 for the others
   * @param uniformMixes eta_{s,t}, in [0, 1]
   * @param drawable drawable items of each tier of the shard
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record ShardLaw(
      boolean flat, double q, double[] shares, double[] uniformMixes, long[] drawable) {}

  /** Whether all items of the table count as weight 1, because all of them have weight 0. */
  public static boolean isFlat(Totals table) {
    return table.drawable() == 0 && table.tiers().stream().anyMatch(tier -> tier.included() > 0);
  }

  /** A table's totals as the law sees them: flattened if all of its weights are 0. */
  public static Totals effective(Totals table) {
    return isFlat(table) ? flattened(table) : table;
  }

  private static Totals flattened(Totals totals) {
    List<Totals.Tier> tiers = new ArrayList<>();
    for (Totals.Tier tier : totals.tiers()) {
      long items = tier.included();
      tiers.add(new Totals.Tier(tier.live(), items, items, items > 0 ? 1 : 0, tier.excluded()));
    }
    return new Totals(
        totals.inserted(), totals.sampled(), totals.deleted(), totals.minProbability(), tiers);
  }

  /**
   * The totals of a table. Its counters are those of all shards, its items those of shards that can
   * sample.
   *
   * @param shards totals of every shard
   */
  public Totals table(List<ShardTotals> shards) {
    long inserted = 0;
    long sampled = 0;
    long deleted = 0;
    long[] live = new long[shares.length];
    long[] excluded = new long[shares.length];
    long[] drawable = new long[shares.length];
    double[] weight = new double[shares.length];
    double[] minWeight = new double[shares.length];
    for (ShardTotals shard : shards) {
      Totals totals = shard.totals();
      inserted += totals.inserted();
      sampled += totals.sampled();
      deleted += totals.deleted();
      for (int t = 0; shard.canSample() && t < shares.length; t++) {
        Totals.Tier tier = totals.tiers().get(t);
        live[t] += tier.live();
        excluded[t] += tier.excluded();
        if (tier.drawable() > 0) {
          minWeight[t] =
              drawable[t] == 0 ? tier.minWeight() : Math.min(minWeight[t], tier.minWeight());
          drawable[t] += tier.drawable();
          weight[t] += tier.weight();
        }
      }
    }
    List<Totals.Tier> tiers = new ArrayList<>();
    for (int t = 0; t < shares.length; t++) {
      tiers.add(new Totals.Tier(live[t], drawable[t], weight[t], minWeight[t], excluded[t]));
    }
    Totals summed = new Totals(inserted, sampled, deleted, 0, tiers);
    return withMinProbability(summed);
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
    Totals seen = effective(table);
    double min = Double.POSITIVE_INFINITY;
    for (int t = 0; t < shares.length; t++) {
      Totals.Tier tier = seen.tiers().get(t);
      if (tier.drawable() > 0) {
        min = Math.min(min, probability(seen, t, tier.minWeight()));
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
    Totals.Tier of = table.tiers().get(tier);
    return rescaledShares(table)[tier]
        * ((1 - uniformMix) * (weight / of.weight()) + uniformMix / of.drawable());
  }

  /** What the law means for one shard of a table; the table's totals include the shard's. */
  public ShardLaw shard(Totals shard, Totals table) {
    boolean flat = isFlat(table);
    Totals mine = flat ? flattened(shard) : shard;
    Totals all = flat ? flattened(table) : table;
    double[] p = rescaledShares(all);
    double[] pi = new double[p.length];
    double[] mixes = new double[p.length];
    long[] drawable = new long[p.length];
    double q = 0;
    for (int t = 0; t < p.length; t++) {
      Totals.Tier part = mine.tiers().get(t);
      Totals.Tier whole = all.tiers().get(t);
      drawable[t] = part.drawable();
      if (part.drawable() > 0) {
        double uniform = uniformMix * ((double) part.drawable() / whole.drawable());
        double m = (1 - uniformMix) * (part.weight() / whole.weight()) + uniform;
        mixes[t] = Math.min(1, uniform / m);
        pi[t] = p[t] * m;
        q += pi[t];
      }
    }
    for (int t = 0; q > 0 && t < p.length; t++) {
      pi[t] /= q;
    }
    return new ShardLaw(flat, q, pi, mixes, drawable);
  }

  private double[] rescaledShares(Totals table) {
    double[] p = new double[shares.length];
    double sum = 0;
    for (int t = 0; t < p.length; t++) {
      p[t] = table.tiers().get(t).drawable() > 0 ? shares[t] : 0;
      sum += p[t];
    }
    for (int t = 0; sum > 0 && t < p.length; t++) {
      p[t] /= sum;
    }
    return p;
  }
}
