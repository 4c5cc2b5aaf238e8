package dev.cairn.replay;

import dev.cairn.replay.importance.Normaliser;
import java.util.List;

/**
 * Thresholds of the tiers in units of importance, and how many items each tier of one shard holds.
 * Immutable.
 */
final class TierBounds {

  private static final double MAX_HYSTERESIS = 0.02;

  private final int last;
  // Least importance with which an item enters, and with which it stays in, each tier but the last.
  private final int[] enter;
  private final int[] stay;
  private final int[] capacity;

  TierBounds(TableSpec spec, int shard) {
    List<TierSpec> tiers = spec.tiers();
    last = tiers.size() - 1;
    enter = new int[last];
    stay = new int[last];
    for (int t = 0; t < last; t++) {
      double threshold = tiers.get(t).threshold();
      double next = tiers.get(t + 1).threshold();
      double hysteresis = Math.min(MAX_HYSTERESIS, (threshold - next) / 4);
      enter[t] = least(threshold);
      stay[t] = least(threshold - hysteresis);
    }
    capacity = capacities(spec, shard);
  }

  /** Smallest importance r, in units, with r >= bound. */
  private static int least(double bound) {
    int units = (int) Math.floor(bound * Normaliser.UNITS);
    while ((double) units / Normaliser.UNITS < bound) {
      units++;
    }
    return units;
  }

  /** The shard's part of the items, the rest of the division going to the first shards. */
  private static int[] capacities(TableSpec spec, int shard) {
    long items = spec.capacityItems() / spec.shards();
    if (shard < spec.capacityItems() % spec.shards()) {
      items++;
    }
    int[] capacity = new int[spec.tiers().size()];
    long rest = items;
    for (int t = 0; t < capacity.length; t++) {
      long share = (long) Math.floor(items * spec.tiers().get(t).capacityShare() + 1e-9);
      boolean lastTier = t == capacity.length - 1;
      capacity[t] = Math.toIntExact(lastTier ? Math.max(1, rest) : Math.max(1, share));
      rest -= capacity[t];
    }
    return capacity;
  }

  int tiers() {
    return capacity.length;
  }

  int last() {
    return last;
  }

  int capacity(int tier) {
    return capacity[tier];
  }

  /** Home tier of importance r. */
  int home(int importance) {
    int tier = 0;
    while (tier < last && importance < enter[tier]) {
      tier++;
    }
    return tier;
  }

  /** Where an item of that tier goes when its importance is r: its tier, or one below. */
  int demoted(int tier, int importance) {
    int to = tier;
    while (to < last && importance < stay[to]) {
      to++;
    }
    return to;
  }

  /** What an item without a score counts as: theta_1. */
  int unscored() {
    return last == 0 ? Normaliser.UNITS : enter[0];
  }
}
