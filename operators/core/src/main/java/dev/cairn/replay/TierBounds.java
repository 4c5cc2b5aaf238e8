package dev.cairn.replay;

import dev.cairn.replay.importance.Normaliser;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
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

  /** Writes them: the number of tiers, then of each enter, stay and capacity. */
  void write(DataOutput out) throws IOException {
    out.writeInt(tiers());
    for (int bound : all()) {
      out.writeInt(bound);
    }
  }

  /** Reads bounds that were written; whether they are the same as these. */
  boolean readSame(DataInput in) throws IOException {
    int tiers = in.readInt();
    if (tiers < 1 || tiers > TierRules.MAX_TIERS) {
      throw new IOException("a header must have 1 to 100 tiers: tiers=" + tiers);
    }
    int[] stored = new int[3 * tiers];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = in.readInt();
    }
    return tiers == tiers() && Arrays.equals(stored, all());
  }

  private int[] all() {
    int[] all = new int[3 * tiers()];
    for (int t = 0; t < tiers(); t++) {
      all[3 * t] = t < last ? enter[t] : 0;
      all[3 * t + 1] = t < last ? stay[t] : 0;
      all[3 * t + 2] = capacity[t];
    }
    return all;
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
