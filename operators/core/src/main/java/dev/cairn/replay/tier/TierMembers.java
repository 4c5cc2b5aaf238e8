package dev.cairn.replay.tier;

import dev.cairn.replay.sampler.DistinctUniformSampler;
import dev.cairn.replay.sampler.Sampler;
import dev.cairn.replay.sampler.UniformSampler;
import dev.cairn.replay.tree.MinTree;
import dev.cairn.replay.tree.SumTree;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The items of one tier: their weights, to draw from, and their order, to find the victim.
 *
 * <p>An item is known by its slot. Here it has a position; positions are dense: first those of
 * drawable items (weight > 0), then those of weight 0, last those that are excluded from the draws.
 * About 22 bytes an item, and 4 in {@link Positions}. All changes, and each draw, take O(log16 n)
 * time. Not thread-safe.
 */
public final class TierMembers {

  /** Number of insertion orders there can be: they have 48 bits. */
  public static final long MAX_ORDER = 1L << 48;

  private final Positions positions;
  private final boolean victimsByImportance;
  private final Sampler sampler;
  private final boolean tracks;
  private final Sampler.Items drawables = new Drawables();
  private final IntPages slots = new IntPages(-1);
  private final SumTree weights = new SumTree();
  private final MinTree victims = new MinTree();
  private int size;
  private int included;
  private int drawable;

  /**
   * An empty tier.
   *
   * @param positions shared by all tiers of the shard
   * @param victimsByImportance the victim is the item of least importance, of equal ones the
   *     oldest; else simply the oldest
   * @param sampler how items are drawn; of this tier alone
   */
  public TierMembers(Positions positions, boolean victimsByImportance, Sampler sampler) {
    this.positions = positions;
    this.victimsByImportance = victimsByImportance;
    this.sampler = sampler;
    tracks = sampler.tracks();
  }

  /** Items held. */
  public int size() {
    return size;
  }

  /** Items that are not excluded. */
  public int included() {
    return included;
  }

  /** Items of positive weight that are not excluded. */
  public int drawable() {
    return drawable;
  }

  /** W: sum of what the drawable items count as when they are drawn. */
  public double weight() {
    return drawable == 0 ? 0 : sampler.weight(drawables);
  }

  /** The smallest part of {@link #weight} that an item has; 0 when nothing is drawable. */
  public double minWeight() {
    return drawable == 0 ? 0 : sampler.minWeight(drawables);
  }

  /** The slot at a position in [0, size): all of them enumerate the tier, in no special order. */
  public int slotAt(int position) {
    if (position < 0 || position >= size) {
      throw new IllegalArgumentException(
          "position must be in [0, size): position=" + position + " size=" + size);
    }
    return slots.get(position);
  }

  /** Whether the slot is in this tier. */
  public boolean contains(int slot) {
    int position = positions.of(slot);
    return position >= 0 && position < size && slots.get(position) == slot;
  }

  /** The weight of an item of this tier; 0 while it is excluded. */
  public double weightOf(int slot) {
    return weights.get(position(slot));
  }

  /** What an item of this tier counts as when it is drawn: the part of {@link #weight} it has. */
  public double massOf(int slot) {
    int position = position(slot);
    return position < drawable ? sampler.mass(drawables, position) : 0;
  }

  /** The insertion order of an item of this tier, as given to {@link #add}. */
  public long orderOf(int slot) {
    return victims.get(position(slot)) & (MAX_ORDER - 1);
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
    long key = key(importance, order);
    int position = size;
    // Set before anything else changes: it refuses bad weights.
    weights.set(position, weight);
    size++;
    place(position, slot, key);
    if (position != included) {
      swap(position, included);
      position = included;
    }
    included++;
    if (weight > 0) {
      swap(position, drawable++);
      if (tracks) {
        sampler.added(slot, weight, order);
      }
    }
  }

  /** Removes an item of this tier. */
  public void remove(int slot) {
    int hole = position(slot);
    if (hole < drawable) {
      untrack(slot, hole);
      drawable--;
      if (hole != drawable) {
        move(drawable, hole);
        hole = drawable;
      }
    }
    if (hole < included) {
      included--;
      if (hole != included) {
        move(included, hole);
        hole = included;
      }
    }
    int last = size - 1;
    if (hole != last) {
      move(last, hole);
    }
    weights.set(last, 0);
    victims.clear(last);
    slots.set(last, -1);
    positions.put(slot, Positions.NONE);
    size = last;
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
    int position = position(old);
    if (weight > 0 != position < drawable || position >= included) {
      // In this order, as what is refused must change nothing.
      add(slot, weight, importance, order);
      remove(old);
      return;
    }
    requireNew(slot, order);
    long key = key(importance, order);
    if (weight > 0) {
      untrack(old, position);
    }
    weights.set(position, weight);
    positions.put(old, Positions.NONE);
    place(position, slot, key);
    if (weight > 0 && tracks) {
      sampler.added(slot, weight, order);
    }
  }

  /** Changes the weight of an item of this tier; that of an excluded one stays 0. */
  public void reweigh(int slot, double weight) {
    int position = position(slot);
    if (position >= included) {
      return;
    }
    if (tracks) {
      retrack(slot, position, weight);
    }
    weights.set(position, weight);
    if (weight > 0 && position >= drawable) {
      swap(position, drawable++);
    } else if (weight == 0 && position < drawable) {
      swap(position, --drawable);
    }
  }

  /**
   * Changes the weights of all drawable items, at a fraction of the cost of {@link #reweigh} for
   * each.
   *
   * @param weight of the item in a slot: positive exactly where it was positive before
   */
  public void reweighAll(IntToDoubleFunction weight) {
    for (int position = 0; tracks && position < drawable; position++) {
      int slot = slots.get(position);
      double changed = weight.applyAsDouble(slot);
      if (changed != weights.get(position)) {
        retrack(slot, position, changed);
      }
    }
    weights.setAll(drawable, position -> weight.applyAsDouble(slots.get(position)));
  }

  /** Goes on with another alpha; {@link #reweighAll} follows. */
  public void alpha(double alpha) {
    sampler.alpha(alpha);
  }

  /** Whether an item of this tier is excluded. */
  public boolean isExcluded(int slot) {
    return position(slot) >= included;
  }

  /** Leaves an item of this tier, not excluded now, out of the draws. */
  public void exclude(int slot) {
    reweigh(slot, 0);
    swap(position(slot), --included);
  }

  /** Takes an excluded item of this tier into the draws again. */
  public void include(int slot, double weight) {
    swap(position(slot), included++);
    reweigh(slot, weight);
  }

  /** Changes the importance, in units of 1/65535, of an item of this tier. */
  public void rescore(int slot, int importance) {
    int position = position(slot);
    victims.set(position, key(importance, victims.get(position) & (MAX_ORDER - 1)));
  }

  /** The slot of the item that a full tier gives up; -1 when the tier is empty. */
  public int victim() {
    int position = victims.argMin();
    return position < 0 ? -1 : slots.get(position);
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
    if ((flat ? included : drawable) == 0) {
      throw new IllegalStateException("a tier to draw from must not be empty: drawable=0");
    }
    if (flat) {
      Sampler alike = sampler.distinct() ? new DistinctUniformSampler() : new UniformSampler();
      alike.draw(new AllItems(), n, 0, random, drawnSlots, chances, from);
    } else {
      sampler.draw(drawables, n, uniformMix, random, drawnSlots, chances, from);
    }
  }

  private void untrack(int slot, int position) {
    if (tracks) {
      sampler.removed(slot, weights.get(position), victims.get(position) & (MAX_ORDER - 1));
    }
  }

  private void retrack(int slot, int position, double weight) {
    if (!(weight >= 0 && weight <= SumTree.MAX_WEIGHT)) {
      return; // refused by the tree
    }
    if (position < drawable) {
      untrack(slot, position);
    }
    if (weight > 0) {
      sampler.added(slot, weight, victims.get(position) & (MAX_ORDER - 1));
    }
  }

  private void requireNew(int slot, long order) {
    if (positions.of(slot) != Positions.NONE) {
      throw new IllegalArgumentException("a slot must be in one tier only: slot=" + slot);
    }
    if (order < 0 || order >= MAX_ORDER) {
      throw new IllegalArgumentException("order must be in [0, 2^48): order=" + order);
    }
  }

  private int position(int slot) {
    int position = positions.of(slot);
    if (position < 0 || position >= size || slots.get(position) != slot) {
      throw new IllegalArgumentException("the slot must be in this tier: slot=" + slot);
    }
    return position;
  }

  private long key(int importance, long order) {
    if (importance < 0 || importance > 65_535) {
      throw new IllegalArgumentException("importance must be in [0, 65535]: r=" + importance);
    }
    // Longs compare signed: the least importance is the most negative.
    return victimsByImportance ? ((importance - 32_768L) << 48) | order : order;
  }

  private void place(int position, int slot, long key) {
    slots.set(position, slot);
    positions.put(slot, position);
    victims.set(position, key);
  }

  private void move(int from, int to) {
    weights.set(to, weights.get(from));
    place(to, slots.get(from), victims.get(from));
  }

  private void swap(int a, int b) {
    if (a == b) {
      return;
    }
    int slot = slots.get(a);
    double weight = weights.get(a);
    long key = victims.get(a);
    move(b, a);
    weights.set(b, weight);
    place(b, slot, key);
  }

  private class Drawables implements Sampler.Items {

    @Override
    public int count() {
      return drawable;
    }

    @Override
    public int slot(int position) {
      return slots.get(position);
    }

    @Override
    public double weight(int position) {
      return weights.get(position);
    }

    @Override
    public long order(int position) {
      return victims.get(position) & (MAX_ORDER - 1);
    }

    @Override
    public double sum() {
      return weights.sum();
    }

    @Override
    public double smallest() {
      return weights.minPositive();
    }

    @Override
    public int find(double mass) {
      return weights.find(mass);
    }
  }

  /** What all weights being 0 makes drawable; only alike. */
  private final class AllItems extends Drawables {

    @Override
    public int count() {
      return included;
    }
  }
}
