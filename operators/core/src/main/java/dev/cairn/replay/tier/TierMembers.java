package dev.cairn.replay.tier;

import dev.cairn.replay.tree.MinTree;
import dev.cairn.replay.tree.SumTree;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The items of one tier: their weights, to draw from, and their order, to find the victim.
 *
 * <p>An item is known by its slot. Here it has a position; positions are dense, and those of
 * drawable items (weight > 0) come first. About 22 bytes an item, and 4 in {@link Positions}. All
 * changes, and each draw, take O(log16 n) time. Not thread-safe.
 */
public final class TierMembers {

  /** Number of insertion orders there can be: they have 48 bits. */
  public static final long MAX_ORDER = 1L << 48;

  private static final double BELOW_ONE = Math.nextDown(1.0);

  private final Positions positions;
  private final boolean victimsByImportance;
  private final IntPages slots = new IntPages(-1);
  private final SumTree weights = new SumTree();
  private final MinTree victims = new MinTree();
  private int size;
  private int drawable;

  /**
   * An empty tier.
   *
   * @param positions shared by all tiers of the shard
   * @param victimsByImportance the victim is the item of least importance, of equal ones the
   *     oldest; else simply the oldest
   */
  public TierMembers(Positions positions, boolean victimsByImportance) {
    this.positions = positions;
    this.victimsByImportance = victimsByImportance;
  }

  /** Items held. */
  public int size() {
    return size;
  }

  /** Items of positive weight. */
  public int drawable() {
    return drawable;
  }

  /** Sum of the weights. */
  public double weight() {
    return weights.sum();
  }

  /** The smallest positive weight; 0 when there is none. */
  public double minWeight() {
    return weights.minPositive();
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

  /** The weight of an item of this tier. */
  public double weightOf(int slot) {
    return weights.get(position(slot));
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
    if (weight > 0) {
      swap(position, drawable++);
    }
  }

  /** Removes an item of this tier. */
  public void remove(int slot) {
    int hole = position(slot);
    if (hole < drawable) {
      drawable--;
      if (hole != drawable) {
        move(drawable, hole);
        hole = drawable;
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
    if (weight > 0 != position < drawable) {
      // In this order, as what is refused must change nothing.
      add(slot, weight, importance, order);
      remove(old);
      return;
    }
    requireNew(slot, order);
    long key = key(importance, order);
    weights.set(position, weight);
    positions.put(old, Positions.NONE);
    place(position, slot, key);
  }

  /** Changes the weight of an item of this tier. */
  public void reweigh(int slot, double weight) {
    int position = position(slot);
    weights.set(position, weight);
    if (weight > 0 && position >= drawable) {
      swap(position, drawable++);
    } else if (weight == 0 && position < drawable) {
      swap(position, --drawable);
    }
  }

  /**
   * Changes the weights of all items, at a fraction of the cost of {@link #reweigh} for each.
   *
   * @param weight of the item in a slot: positive exactly where it was positive before
   */
  public void reweighAll(IntToDoubleFunction weight) {
    weights.setAll(drawable, position -> weight.applyAsDouble(slots.get(position)));
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
   * Draws items, with replacement.
   *
   * @param rule how; {@code flat} only when no item is drawable by its own weight
   * @param n number of items, at least 0
   * @param random the only source of randomness
   * @param drawnSlots receives the slots at [from, from + n)
   * @param chances receives each item's chance in one draw, (1 - eta) w / W + eta / n, at [from,
   *     from + n)
   * @param from first index to fill
   * @throws IllegalStateException when nothing is drawable
   */
  public void draw(
      DrawRule rule, int n, RandomGenerator random, int[] drawnSlots, double[] chances, int from) {
    int count = rule.flat() ? size : drawable;
    if (count == 0) {
      throw new IllegalStateException("a tier to draw from must not be empty: drawable=0");
    }
    if (rule.flat() || rule.kind() == DrawRule.Kind.UNIFORM) {
      for (int i = from; i < from + n; i++) {
        drawnSlots[i] = slots.get(random.nextInt(count));
        chances[i] = 1.0 / count;
      }
      return;
    }
    double sum = weights.sum();
    double floor = rule.uniformMix() / count;
    double proportional = 1 - rule.uniformMix();
    boolean stratified = rule.kind() == DrawRule.Kind.STRATIFIED;
    for (int i = 0; i < n; i++) {
      double u = random.nextDouble();
      // (n - 1 + u) / n may round to 1.
      double place = stratified ? Math.min((i + u) / n, BELOW_ONE) : u;
      int position = position(place, proportional, sum, count);
      drawnSlots[from + i] = slots.get(position);
      chances[from + i] = proportional * (weights.get(position) / sum) + floor;
    }
  }

  // One number in [0, 1) chooses the part of the mixture and the place in it, so that strata are
  // equal parts of what is really drawn from.
  private int position(double u, double proportional, double sum, int count) {
    if (u < proportional) {
      return weights.find(u / proportional * sum);
    }
    return Math.min(count - 1, (int) ((u - proportional) / (1 - proportional) * count));
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
}
