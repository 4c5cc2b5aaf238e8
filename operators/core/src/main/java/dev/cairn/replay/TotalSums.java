package dev.cairn.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@link Totals} being added up. Those of a shard and of its table are filled anew for each batch,
 * so that a batch makes none. Not thread-safe.
 */
final class TotalSums {

  long inserted;
  long sampled;
  long deleted;
  double minProbability;

  /** Of each tier, as {@link Totals.Tier}. */
  final long[] live;

  final long[] drawable;
  final double[] weight;
  final double[] minWeight;
  final long[] excluded;

  TotalSums(int tiers) {
    live = new long[tiers];
    drawable = new long[tiers];
    weight = new double[tiers];
    minWeight = new double[tiers];
    excluded = new long[tiers];
  }

  static TotalSums of(Totals totals) {
    TotalSums sums = new TotalSums(totals.tiers().size());
    sums.add(totals, true);
    sums.minProbability = totals.minProbability();
    return sums;
  }

  void clear() {
    inserted = 0;
    sampled = 0;
    deleted = 0;
    minProbability = 0;
    Arrays.fill(live, 0);
    Arrays.fill(drawable, 0);
    Arrays.fill(weight, 0);
    Arrays.fill(minWeight, 0);
    Arrays.fill(excluded, 0);
  }

  void count(long moreInserted, long moreSampled, long moreDeleted) {
    inserted += moreInserted;
    sampled += moreSampled;
    deleted += moreDeleted;
  }

  void add(int tier, long more, long drawables, double sum, double min, long left) {
    live[tier] += more;
    excluded[tier] += left;
    if (drawables > 0) {
      minWeight[tier] = drawable[tier] == 0 ? min : Math.min(minWeight[tier], min);
      drawable[tier] += drawables;
      weight[tier] += sum;
    }
  }

  /**
   * Adds the totals of a shard.
   *
   * @param items whether its items count too; its counters always do
   */
  void add(Totals totals, boolean items) {
    count(totals.inserted(), totals.sampled(), totals.deleted());
    for (int t = 0; items && t < live.length; t++) {
      Totals.Tier tier = totals.tiers().get(t);
      add(t, tier.live(), tier.drawable(), tier.weight(), tier.minWeight(), tier.excluded());
    }
  }

  void add(TotalSums other) {
    count(other.inserted, other.sampled, other.deleted);
    for (int t = 0; t < live.length; t++) {
      add(
          t,
          other.live[t],
          other.drawable[t],
          other.weight[t],
          other.minWeight[t],
          other.excluded[t]);
    }
  }

  /** Whether all items of a table count as weight 1, because all of them have weight 0. */
  boolean isFlat() {
    boolean included = false;
    for (int t = 0; t < live.length; t++) {
      if (drawable[t] > 0) {
        return false;
      }
      included |= live[t] > excluded[t];
    }
    return included;
  }

  /** Counts every item that is not excluded as weight 1. */
  void flatten() {
    for (int t = 0; t < live.length; t++) {
      drawable[t] = live[t] - excluded[t];
      weight[t] = drawable[t];
      minWeight[t] = drawable[t] > 0 ? 1 : 0;
    }
  }

  Totals totals() {
    List<Totals.Tier> tiers = new ArrayList<>(live.length);
    for (int t = 0; t < live.length; t++) {
      tiers.add(new Totals.Tier(live[t], drawable[t], weight[t], minWeight[t], excluded[t]));
    }
    return new Totals(inserted, sampled, deleted, minProbability, tiers);
  }
}
