package dev.cairn.replay.sampler;

import dev.cairn.replay.tree.Ranking;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Weight rank^(-alpha), with replacement, where the item of the largest value has rank 1 and of
 * equal ones the older ranks before (Schaul et al. 2016, section 3.3). Ranks are those at the
 * moment of the draw, not of an order made now and then.
 *
 * <p>About 45 bytes an item more than other samplers; a change takes O(log n) time, as does a draw.
 */
public final class RankSampler implements Sampler {

  private double alpha;
  private final boolean stratified;
  private final Ranking ranking = new Ranking();
  // Index k is the sum of j^(-alpha) over j <= k.
  private double[] sums = {0};
  private int known;
  private double carry;

  /**
   * @param alpha exponent in [0, 10]
   * @param stratified one draw in each of n equal parts of the mass, else independent draws
   */
  public RankSampler(double alpha, boolean stratified) {
    this.alpha = alpha;
    this.stratified = stratified;
  }

  @Override
  public boolean tracks() {
    return true;
  }

  @Override
  public void alpha(double changed) {
    alpha = changed;
    known = 0;
    carry = 0;
  }

  @Override
  public void added(int slot, double weight, long order) {
    ranking.add(key(weight), order, slot);
  }

  @Override
  public void removed(int slot, double weight, long order) {
    ranking.remove(key(weight), order);
  }

  /** Bits of doubles that are not negative are ordered as these are. */
  private static long key(double weight) {
    return -Double.doubleToLongBits(weight);
  }

  @Override
  public double weight(Items items) {
    return sum(items.count());
  }

  @Override
  public double mass(Items items, int position) {
    return weight(1 + ranking.rank(key(items.weight(position)), items.order(position)));
  }

  @Override
  public double minWeight(Items items) {
    return items.count() == 0 ? 0 : weight(items.count());
  }

  @Override
  public void draw(
      Items items,
      int n,
      double uniformMix,
      RandomGenerator random,
      int[] slots,
      double[] chances,
      int from) {
    int count = ranking.size();
    double sum = sum(count);
    double floor = uniformMix / count;
    double proportional = 1 - uniformMix;
    for (int i = 0; i < n; i++) {
      double place = Strata.place(stratified, i, n, random);
      int rank =
          place < proportional
              ? rank(place / proportional * sum, count)
              : 1 + Strata.uniform(place, proportional, count);
      slots[from + i] = ranking.select(rank - 1);
      chances[from + i] = proportional * (weight(rank) / sum) + floor;
    }
  }

  private double weight(int rank) {
    return Math.pow(rank, -alpha);
  }

  /** The first rank at which the running sum exceeds the mass; the last where rounding leads on. */
  private int rank(double mass, int count) {
    int low = 1;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > mass) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private double sum(int count) {
    if (count > known) {
      if (count >= sums.length) {
        sums = Arrays.copyOf(sums, Math.max(count + 1, sums.length + sums.length / 2));
      }
      for (int k = known + 1; k <= count; k++) {
        // Compensated: rounding does not add up (Kahan 1965).
        double term = weight(k) - carry;
        double next = sums[k - 1] + term;
        carry = (next - sums[k - 1]) - term;
        sums[k] = next;
      }
      known = count;
    }
    return sums[count];
  }
}
