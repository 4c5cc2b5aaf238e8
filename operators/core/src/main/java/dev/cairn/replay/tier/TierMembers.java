package dev.cairn.replay.tier;

import dev.cairn.replay.sampler.DistinctUniformSampler;
import dev.cairn.replay.sampler.Sampler;
import dev.cairn.replay.sampler.UniformSampler;
import dev.cairn.replay.tree.SumTree;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The items of one tier: their weights, to draw from, and their order, to find the victim.
 *
 * <p>An item is known by its slot. Here it has a position, see {@link Arrangement}. All changes,
 * and each draw, take O(log16 n) time. Not thread-safe.
 */
public final class TierMembers {

  /** Number of insertion orders there can be: they have 48 bits. */
  public static final long MAX_ORDER = 1L << 48;

  private final Arrangement items;
  private final boolean victimsByImportance;
  private final Sampler sampler;
  private final boolean tracks;
  private final Sampler.Items drawables;

  /**
   * An empty tier.
   *
   * @param positions shared by all tiers of the shard
   * @param victimsByImportance the victim is the item of least importance, of equal ones the
   *     oldest; else simply the oldest
   * @param sampler how items are drawn; of this tier alone
   */
  public TierMembers(Positions positions, boolean victimsByImportance, Sampler sampler) {
    items = new Arrangement(positions);
    drawables = new Drawables(items, false);
    this.victimsByImportance = victimsByImportance;
    this.sampler = sampler;
    tracks = sampler.tracks();
  }

  /** Items held. */
  public int size() {
    return items.size();
  }

  /** Items that are not excluded. */
  public int included() {
    return items.included();
  }

  /** Items of positive weight that are not excluded. */
  public int drawable() {
    return items.drawable();
  }

  /** W: sum of what the drawable items count as when they are drawn. */
  public double weight() {
    return items.drawable() == 0 ? 0 : sampler.weight(drawables);
  }

  /** The smallest part of {@link #weight} that an item has; 0 when nothing is drawable. */
  public double minWeight() {
    return items.drawable() == 0 ? 0 : sampler.minWeight(drawables);
  }

  /** The slot at a position in [0, size): all of them enumerate the tier, in no special order. */
  public int slotAt(int position) {
    if (position < 0 || position >= items.size()) {
      throw new IllegalArgumentException(
          "position must be in [0, size): position=" + position + " size=" + items.size());
    }
    return items.slot(position);
  }

  /** Whether the slot is in this tier. */
  public boolean contains(int slot) {
    return items.contains(slot);
  }

  /** The weight of an item of this tier; 0 while it is excluded. */
  public double weightOf(int slot) {
    return items.weights.get(items.position(slot));
  }

  /** What an item of this tier counts as when it is drawn: the part of {@link #weight} it has. */
  public double massOf(int slot) {
    int position = items.position(slot);
    return position < items.drawable() ? sampler.mass(drawables, position) : 0;
  }

  /** The insertion order of an item of this tier, as given to {@link #add}. */
  public long orderOf(int slot) {
    return items.order(items.position(slot));
  }

  /**
   * Adds an item.
   *
   * @param slot in no tier now
   * @param weight in [0, {@link SumTree#MAX_WEIGHT}]
   * @param importance r in units of 1/65535
   * @param order order of insertion into the table, in [0, 2^48), unique
   */
  public void add(int slot, double weight, int importance, long order) {
    requireNew(slot, order);
    items.add(slot, weight, key(importance, order));
    track(slot, weight, order);
  }

  /** Removes an item of this tier. */
  public void remove(int slot) {
    int position = items.position(slot);
    untrack(position);
    items.remove(position);
  }

  /**
   * Removes an item of this tier and adds another one. Cheaper than one after the other: mostly the
   * new item takes the old one's position.
   *
   * @param old an item of this tier
   * @param slot in no tier now
   * @param weight as in {@link #add}
   * @param importance as in {@link #add}
   * @param order as in {@link #add}
   */
  public void replace(int old, int slot, double weight, int importance, long order) {
    int position = items.position(old);
    if (weight > 0 != position < items.drawable() || position >= items.included()) {
      // In this order, as what is refused must change nothing.
      add(slot, weight, importance, order);
      remove(old);
      return;
    }
    requireNew(slot, order);
    long key = key(importance, order);
    untrack(position);
    items.replace(position, slot, weight, key);
    track(slot, weight, order);
  }

  /** Changes the weight of an item of this tier; that of an excluded one stays 0. */
  public void reweigh(int slot, double weight) {
    int position = items.position(slot);
    if (position >= items.included()) {
      return;
    }
    if (tracks) {
      retrack(position, weight);
    }
    items.reweigh(position, weight);
  }

  /**
   * Changes the weights of items of this tier, one after the other: the same as {@link
   * #reweigh(int, double)} for each, at a fraction of the time.
   *
   * @param n how many: the first ones of both arrays
   */
  public void reweigh(int[] slots, double[] weights, int n) {
    if (tracks || !items.reweigh(slots, weights, n)) {
      for (int i = 0; i < n; i++) {
        reweigh(slots[i], weights[i]);
      }
    }
  }

  /**
   * Changes the weights of all drawable items, at a fraction of the cost of {@link #reweigh} for
   * each.
   *
   * @param weight of the item in a slot: positive exactly where it was positive before
   */
  public void reweighAll(IntToDoubleFunction weight) {
    for (int position = 0; tracks && position < items.drawable(); position++) {
      double changed = weight.applyAsDouble(items.slot(position));
      if (changed != items.weights.get(position)) {
        retrack(position, changed);
      }
    }
    items.weights.setAll(items.drawable(), position -> weight.applyAsDouble(items.slot(position)));
  }

  /** Goes on with another alpha; {@link #reweighAll} follows. */
  public void alpha(double alpha) {
    sampler.alpha(alpha);
  }

  /** Whether an item of this tier is excluded. */
  public boolean isExcluded(int slot) {
    return items.position(slot) >= items.included();
  }

  /** Leaves an item of this tier, not excluded now, out of the draws. */
  public void exclude(int slot) {
    reweigh(slot, 0);
    items.exclude(slot);
  }

  /** Takes an excluded item of this tier into the draws again. */
  public void include(int slot, double weight) {
    items.include(slot);
    reweigh(slot, weight);
  }

  /**
   * Changes the importance, in units of 1/65535, of an item of this tier; nothing to do where the
   * victim is the oldest.
   */
  public void rescore(int slot, int importance) {
    if (!victimsByImportance) {
      return;
    }
    int position = items.position(slot);
    items.setKey(position, key(importance, items.order(position)));
  }

  /** The slot of the item that a full tier gives up; -1 when the tier is empty. */
  public int victim() {
    int position = items.first();
    return position < 0 ? -1 : items.slot(position);
  }

  /**
   * Draws items by the tier's sampler.
   *
   * @param uniformMix eta of this tier in this shard, in [0, 1]
   * @param flat every weight is 0 in the whole table: all items that are not excluded count as
   *     weight 1
   * @param n number of items, at least 1; at most the drawable ones for a distinct sampler
   * @param random the only source of randomness
   * @param drawnSlots receives the slots at [from, from + n)
   * @param chances receives each item's chance in one draw, (1 - eta) w / W + eta / n, at [from,
   *     from + n); NaN where nothing is drawn at random
   * @param from first index to fill
   * @throws IllegalStateException when nothing is drawable
   */
  public void draw(
      double uniformMix,
      boolean flat,
      int n,
      RandomGenerator random,
      int[] drawnSlots,
      double[] chances,
      int from) {
    if ((flat ? items.included() : items.drawable()) == 0) {
      throw new IllegalStateException("a tier to draw from must not be empty: drawable=0");
    }
    if (flat) {
      Sampler alike = sampler.distinct() ? new DistinctUniformSampler() : new UniformSampler();
      alike.draw(new Drawables(items, true), n, 0, random, drawnSlots, chances, from);
    } else {
      sampler.draw(drawables, n, uniformMix, random, drawnSlots, chances, from);
    }
  }

  /** Tells the sampler of an item that has just become drawable, if it has. */
  private void track(int slot, double weight, long order) {
    if (tracks && weight > 0) {
      sampler.added(slot, weight, order);
    }
  }

  /** Tells the sampler of an item that is about to be drawable no more, if it is. */
  private void untrack(int position) {
    if (tracks && position < items.drawable()) {
      sampler.removed(items.slot(position), items.weights.get(position), items.order(position));
    }
  }

  private void retrack(int position, double weight) {
    if (!(weight >= 0 && weight <= SumTree.MAX_WEIGHT)) {
      return; // refused by the tree
    }
    untrack(position);
    track(items.slot(position), weight, items.order(position));
  }

  private void requireNew(int slot, long order) {
    items.requireNew(slot);
    if (order < 0 || order >= MAX_ORDER) {
      throw new IllegalArgumentException("order must be in [0, 2^48): order=" + order);
    }
  }

  private long key(int importance, long order) {
    if (importance < 0 || importance > 65_535) {
      throw new IllegalArgumentException("importance must be in [0, 65535]: r=" + importance);
    }
    // Longs compare signed: the least importance is the most negative.
    return victimsByImportance ? ((importance - 32_768L) << 48) | order : order;
  }
}
