package dev.cairn.replay.tier;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How a batch of B items is split over the tiers; may be filled anew. Not thread-safe. */
public final class Quota {

  private static final double ROUNDING = 1e-9;

  private final int[] counts;
  private final double[] fractions;

  // While it is filled: tiers that can get more, their shares rescaled, and what others were given.
  private final boolean[] open;
  private final double[] p;
  private final int[] fixed;

  /**
   * An empty split.
   *
   * @param tiers how many
   */
  public Quota(int tiers) {
    counts = new int[tiers];
    fractions = new double[tiers];
    open = new boolean[tiers];
    p = new double[tiers];
    fixed = new int[tiers];
  }

  /** n_t, how many to draw from each tier; they sum to B. */
  public int[] counts() {
    return counts;
  }

  /** What stands for n_t/B in the probability of an item of each tier. */
  public double[] fractions() {
    return fractions;
  }

  /** The {@link #fill} of a new one. */
  public static Quota of(int batch, double[] shares, long[] drawable, RandomGenerator random) {
    Quota quota = new Quota(shares.length);
    quota.fill(batch, shares, drawable, random);
    return quota;
  }

  /** The {@link #fillDistinct} of a new one. */
  public static Quota distinct(
      int batch, double[] shares, long[] drawable, RandomGenerator random) {
    Quota quota = new Quota(shares.length);
    quota.fillDistinct(batch, shares, drawable, random);
    return quota;
  }

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
  public void fill(int batch, double[] shares, long[] drawable, RandomGenerator random) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch must have at least 1 item: items=" + batch);
    }
    int tiers = open(drawable);
    for (int t = 0; t < shares.length; t++) {
      if (open[t] && !(shares[t] > 0 && shares[t] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the share of a tier with items must be positive: tier=" + t + " p=" + shares[t]);
      }
    }
    if (tiers == 0) {
      throw new IllegalArgumentException("a tier must have a drawable item: drawable=0");
    }
    if (batch < tiers) {
      fillAtRandom(batch, shares, random);
      return;
    }
    if (!fillCapped(batch, shares, drawable)) {
      open(drawable);
      split(batch, shares);
    }
    for (int t = 0; t < counts.length; t++) {
      fractions[t] = (double) counts[t] / batch;
    }
  }

  /** Opens the tiers that have drawable items; returns how many have. */
  private int open(long[] drawable) {
    int tiers = 0;
    for (int t = 0; t < open.length; t++) {
      open[t] = drawable[t] > 0;
      tiers += open[t] ? 1 : 0;
    }
    return tiers;
  }

  /**
   * The split of one batch whose items differ from each other: {@link #of}, but never more of a
   * tier than it has. With B below the number of tiers with drawable items, B of these tiers are
   * drawn and give one item each; a tier whose share of B is 1 or more always does.
   *
   * @param drawable drawable items of each tier, B at least in sum
   * @throws IllegalArgumentException as {@link #of}, and when fewer than B items are drawable
   */
  public void fillDistinct(int batch, double[] shares, long[] drawable, RandomGenerator random) {
    long items = 0;
    for (long ofTier : drawable) {
      items += ofTier;
    }
    if (items < batch) {
      throw new IllegalArgumentException(
          "distinct items must be drawable: items="
              + batch
              + " drawable="
              + Arrays.toString(drawable));
    }
    if (batch < 1 || batch >= open(drawable)) {
      fill(batch, shares, drawable, random);
    } else {
      fillInclusion(batch, shares);
      fillTiers(batch, random);
    }
  }

  /** Chance of each tier to be among B drawn ones: B p_t, at most 1; they sum to B. */
  private void fillInclusion(int batch, double[] shares) {
    Arrays.fill(fractions, 0);
    int rest = batch;
    while (true) {
      rescale(shares);
      boolean any = false;
      int left = rest;
      for (int t = 0; t < shares.length; t++) {
        if (open[t]) {
          fractions[t] = left * p[t];
          if (fractions[t] >= 1) {
            fractions[t] = 1;
            open[t] = false;
            rest--;
            any = true;
          }
        }
      }
      if (!any || rest == 0) {
        return;
      }
    }
  }

  /**
   * Systematic sampling by the chances in {@link #fractions}: each tier is hit by at most one of B
   * points at distance 1.
   */
  private void fillTiers(int batch, RandomGenerator random) {
    Arrays.fill(counts, 0);
    double point = random.nextDouble();
    double sum = 0;
    int left = batch;
    for (int t = 0; t < counts.length; t++) {
      sum += fractions[t];
      if (fractions[t] > 0 && left > 0 && point < sum) {
        counts[t] = 1;
        point++;
        left--;
      }
    }
    // Rounding may leave the last point beyond the end.
    for (int t = counts.length - 1; left > 0; t--) {
      if (fractions[t] > 0 && counts[t] == 0) {
        counts[t] = 1;
        left--;
      }
    }
    for (int t = 0; t < counts.length; t++) {
      fractions[t] /= batch;
    }
  }

  private void fillAtRandom(int batch, double[] shares, RandomGenerator random) {
    rescale(shares);
    Arrays.fill(counts, 0);
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
    System.arraycopy(p, 0, fractions, 0, p.length);
  }

  /** False when all tiers are capped and places are left over. */
  private boolean fillCapped(int batch, double[] shares, long[] drawable) {
    Arrays.fill(fixed, 0);
    int rest = batch;
    while (true) {
      split(rest, shares);
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
        return true;
      }
      if (!left) {
        return false;
      }
      rest -= used;
    }
  }

  private void split(int batch, double[] shares) {
    rescale(shares);
    int sum = 0;
    for (int t = 0; t < p.length; t++) {
      counts[t] = open[t] ? Math.max(1, (int) Math.floor(batch * p[t] + ROUNDING)) : 0;
      sum += counts[t];
    }
    for (; sum > batch; sum--) {
      counts[mostOver(batch)]--;
    }
    for (; sum < batch; sum++) {
      counts[mostUnder(batch)]++;
    }
  }

  // In both, ties go in favour of the more important tier.

  private int mostOver(int batch) {
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

  private int mostUnder(int batch) {
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

  /** Shares of the open tiers, rescaled to sum 1. */
  private void rescale(double[] shares) {
    double sum = 0;
    for (int t = 0; t < shares.length; t++) {
      sum += open[t] ? shares[t] : 0;
    }
    for (int t = 0; t < shares.length; t++) {
      p[t] = open[t] ? shares[t] / sum : 0;
    }
  }
}
