package dev.cairn.replay.tier;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * How a batch of B items is split over the tiers.
 *
 * @param counts n_t, how many to draw from each tier; they sum to B
 * @param fractions what stands for n_t/B in the probability of an item of each tier
 */
@SuppressWarnings("ArrayRecordComponent")
public record Quota(int[] counts, double[] fractions) {

  private static final double ROUNDING = 1e-9;

  /**
   * The split of one batch. A tier that has drawable items gets at least one place, at most as many
   * as it has drawable items unless all tiers together have fewer than B. With B below the number
   * of such tiers each place draws its tier at random.
   *
   * @param batch B, at least 1
   * @param shares share of each tier in the draws, tier 0 first; those of tiers without drawable
   *     items do not count, the others are rescaled to sum 1 and must be positive
   * @param drawable drawable items of each tier
   * @param random used only when B is below the number of tiers with drawable items
   * @throws IllegalArgumentException when no tier has a drawable item, or B < 1
   */
  public static Quota of(int batch, double[] shares, long[] drawable, RandomGenerator random) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch must have at least 1 item: items=" + batch);
    }
    boolean[] open = new boolean[shares.length];
    int tiers = 0;
    for (int t = 0; t < shares.length; t++) {
      open[t] = drawable[t] > 0;
      if (open[t]) {
        tiers++;
        if (!(shares[t] > 0 && shares[t] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "the share of a tier with items must be positive: tier=" + t + " p=" + shares[t]);
        }
      }
    }
    if (tiers == 0) {
      throw new IllegalArgumentException("a tier must have a drawable item: drawable=0");
    }
    if (batch < tiers) {
      return atRandom(batch, rescaled(shares, open), random);
    }
    int[] counts = capped(batch, shares, drawable, open.clone());
    if (counts.length == 0) {
      counts = split(batch, rescaled(shares, open), open);
    }
    double[] fractions = new double[counts.length];
    for (int t = 0; t < counts.length; t++) {
      fractions[t] = (double) counts[t] / batch;
    }
    return new Quota(counts, fractions);
  }

  /**
   * The split of one batch whose items differ from each other: {@link #of}, but never more of a
   * tier than it has. With B below the number of tiers with drawable items, B of these tiers are
   * drawn and give one item each; a tier whose share of B is 1 or more always does.
   *
   * @param drawable drawable items of each tier, B at least in sum
   * @throws IllegalArgumentException as {@link #of}, and when fewer than B items are drawable
   */
  public static Quota distinct(
      int batch, double[] shares, long[] drawable, RandomGenerator random) {
    if (LongStream.of(drawable).sum() < batch) {
      throw new IllegalArgumentException(
          "distinct items must be drawable: items="
              + batch
              + " drawable="
              + Arrays.toString(drawable));
    }
    boolean[] open = new boolean[shares.length];
    int tiers = 0;
    for (int t = 0; t < shares.length; t++) {
      open[t] = drawable[t] > 0;
      tiers += open[t] ? 1 : 0;
    }
    if (batch < 1 || batch >= tiers) {
      return of(batch, shares, drawable, random);
    }
    return ofTiers(batch, inclusion(batch, shares, open), random);
  }

  /** Chance of each tier to be among B drawn ones: B p_t, at most 1; they sum to B. */
  private static double[] inclusion(int batch, double[] shares, boolean[] open) {
    double[] chance = new double[shares.length];
    int rest = batch;
    while (true) {
      double[] p = rescaled(shares, open);
      boolean any = false;
      int left = rest;
      for (int t = 0; t < shares.length; t++) {
        if (open[t]) {
          chance[t] = left * p[t];
          if (chance[t] >= 1) {
            chance[t] = 1;
            open[t] = false;
            rest--;
            any = true;
          }
        }
      }
      if (!any || rest == 0) {
        return chance;
      }
    }
  }

  /** Systematic sampling: each tier is hit by at most one of B points at distance 1. */
  private static Quota ofTiers(int batch, double[] chance, RandomGenerator random) {
    int[] counts = new int[chance.length];
    double[] fractions = new double[chance.length];
    double point = random.nextDouble();
    double sum = 0;
    int left = batch;
    for (int t = 0; t < chance.length; t++) {
      sum += chance[t];
      fractions[t] = chance[t] / batch;
      if (chance[t] > 0 && left > 0 && point < sum) {
        counts[t] = 1;
        point++;
        left--;
      }
    }
    // Rounding may leave the last point beyond the end.
    for (int t = chance.length - 1; left > 0; t--) {
      if (chance[t] > 0 && counts[t] == 0) {
        counts[t] = 1;
        left--;
      }
    }
    return new Quota(counts, fractions);
  }

  private static Quota atRandom(int batch, double[] p, RandomGenerator random) {
    int[] counts = new int[p.length];
    for (int i = 0; i < batch; i++) {
      double rest = random.nextDouble();
      int chosen = -1;
      for (int t = 0; t < p.length; t++) {
        if (p[t] > 0) {
          chosen = t;
          if (rest < p[t]) {
            break;
          }
          rest -= p[t];
        }
      }
      counts[chosen]++;
    }
    return new Quota(counts, p);
  }

  /** Empty when all tiers are capped and places are left over. */
  private static int[] capped(int batch, double[] shares, long[] drawable, boolean[] open) {
    int[] fixed = new int[shares.length];
    int rest = batch;
    while (true) {
      int[] counts = split(rest, rescaled(shares, open), open);
      boolean any = false;
      boolean left = false;
      int used = 0;
      for (int t = 0; t < counts.length; t++) {
        if (open[t] && counts[t] > drawable[t]) {
          fixed[t] = (int) drawable[t];
          used += fixed[t];
          open[t] = false;
          any = true;
        }
        left |= open[t];
      }
      if (!any) {
        for (int t = 0; t < counts.length; t++) {
          counts[t] += fixed[t];
        }
        return counts;
      }
      if (!left) {
        return new int[0];
      }
      rest -= used;
    }
  }

  private static int[] split(int batch, double[] p, boolean[] open) {
    int[] counts = new int[p.length];
    int sum = 0;
    for (int t = 0; t < p.length; t++) {
      if (open[t]) {
        counts[t] = Math.max(1, (int) Math.floor(batch * p[t] + ROUNDING));
        sum += counts[t];
      }
    }
    for (; sum > batch; sum--) {
      counts[mostOver(batch, p, counts)]--;
    }
    for (; sum < batch; sum++) {
      counts[mostUnder(batch, p, open, counts)]++;
    }
    return counts;
  }

  // In both, ties go in favour of the more important tier.

  private static int mostOver(int batch, double[] p, int[] counts) {
    int most = -1;
    double over = Double.NEGATIVE_INFINITY;
    for (int t = p.length - 1; t >= 0; t--) {
      if (counts[t] > 1 && counts[t] - batch * p[t] > over + ROUNDING) {
        most = t;
        over = counts[t] - batch * p[t];
      }
    }
    return most;
  }

  private static int mostUnder(int batch, double[] p, boolean[] open, int[] counts) {
    int most = -1;
    double under = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < p.length; t++) {
      if (open[t] && batch * p[t] - counts[t] > under + ROUNDING) {
        most = t;
        under = batch * p[t] - counts[t];
      }
    }
    return most;
  }

  private static double[] rescaled(double[] shares, boolean[] open) {
    double sum = 0;
    for (int t = 0; t < shares.length; t++) {
      sum += open[t] ? shares[t] : 0;
    }
    double[] p = new double[shares.length];
    for (int t = 0; t < shares.length; t++) {
      p[t] = open[t] ? shares[t] / sum : 0;
    }
    return p;
  }
}
