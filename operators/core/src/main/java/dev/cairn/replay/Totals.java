package dev.cairn.replay;

import java.util.List;

/**
 * Sums from which probabilities, weights and the rate limiter are computed, of one shard or of a
 * whole table.
 *
 * @param inserted items ever inserted
 * @param sampled items ever sampled, repetitions counted, peeks not
 * @param deleted items ever evicted
 * @param minProbability P_min, the smallest P(i) of a drawable item; 0 when nothing is drawable
 * @param tiers tier 0 first
 */
public record Totals(
    long inserted, long sampled, long deleted, double minProbability, List<Tier> tiers) {

  /**
   * @param live items held
   * @param drawable items with positive weight that are not excluded
   * @param weight sum of their weights
   * @param minWeight smallest of their weights; 0 when there is none
   * @param excluded items held that are excluded from the draws
   */
  public record Tier(long live, long drawable, double weight, double minWeight, long excluded) {

    /** A tier of which nothing is excluded. */
    public Tier(long live, long drawable, double weight, double minWeight) {
      this(live, drawable, weight, minWeight, 0);
    }

    /** Items that are not excluded. */
    public long included() {
      return live - excluded;
    }
  }

  /** N: drawable items over all tiers. */
  public long drawable() {
    long sum = 0;
    for (Tier tier : tiers) {
      sum += tier.drawable();
    }
    return sum;
  }
}
