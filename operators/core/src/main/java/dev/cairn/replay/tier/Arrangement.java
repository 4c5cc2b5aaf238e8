package dev.cairn.replay.tier;

import dev.cairn.replay.tree.MinTree;
import dev.cairn.replay.tree.SumTree;

/**
 * The order in which a tier keeps its items: each at a dense position, first those that are
 * drawable (weight > 0), then those of weight 0, last those that are excluded from the draws. So
 * the weights to draw from are the first ones of a tree, and a change moves at most three items.
 *
 * <p>At each position are a slot, its weight and its key: the item of the least key is the victim.
 * About 22 bytes an item, and 4 in {@link Positions}. Not thread-safe.
 */
final class Arrangement {

  private final Positions positions;
  private final IntPages slots = new IntPages(-1);
  final SumTree weights = new SumTree();
  private final MinTree keys = new MinTree();
  private int size;
  private int included;
  private int drawable;
  // Positions of many items that are being changed.
  private int[] located = {};

  /**
   * @param positions shared by all tiers of the shard
   */
  Arrangement(Positions positions) {
    this.positions = positions;
  }

  int size() {
    return size;
  }

  int included() {
    return included;
  }

  int drawable() {
    return drawable;
  }

  int slot(int position) {
    return slots.get(position);
  }

  /** The order of insertion of the item at a position: the lower bits of its key. */
  long order(int position) {
    return keys.get(position) & (TierMembers.MAX_ORDER - 1);
  }

  void setKey(int position, long key) {
    keys.set(position, key);
  }

  /** The position of the least key; -1 when there is no item. */
  int first() {
    return keys.argMin();
  }

  boolean contains(int slot) {
    int position = positions.of(slot);
    return position >= 0 && position < size && slots.get(position) == slot;
  }

  /** Where an item of this tier is; refuses any other. */
  int position(int slot) {
    int position = positions.of(slot);
    if (position < 0 || position >= size || slots.get(position) != slot) {
      throw new IllegalArgumentException("the slot must be in this tier: slot=" + slot);
    }
    return position;
  }

  /** Refuses an item that is in a tier already, be it this or another. */
  void requireNew(int slot) {
    if (positions.of(slot) != Positions.NONE) {
      throw new IllegalArgumentException("a slot must be in one tier only: slot=" + slot);
    }
  }

  /** Adds an item that is not excluded. */
  void add(int slot, double weight, long key) {
    int position = size;
    // Set before anything else changes: it refuses bad weights.
    weights.set(position, weight);
    size++;
    place(position, slot, key);
    swap(position, included);
    position = included++;
    if (weight > 0) {
      swap(position, drawable++);
    }
  }

  /** Removes the item at a position. */
  void remove(int position) {
    int slot = slots.get(position);
    int hole = position;
    if (hole < drawable) {
      hole = fill(hole, --drawable);
    }
    if (hole < included) {
      hole = fill(hole, --included);
    }
    int last = fill(hole, --size);
    weights.set(last, 0);
    keys.clear(last);
    slots.set(last, -1);
    positions.put(slot, Positions.NONE);
  }

  /** Puts an item in the place of another one that is drawable just as it is. */
  void replace(int position, int slot, double weight, long key) {
    weights.set(position, weight);
    positions.put(slots.get(position), Positions.NONE);
    place(position, slot, key);
  }

  /** Changes the weight of the item at a position, which is not excluded. */
  void reweigh(int position, double weight) {
    weights.set(position, weight);
    if (weight > 0 && position >= drawable) {
      swap(position, drawable++);
    } else if (weight == 0 && position < drawable) {
      swap(position, --drawable);
    }
  }

  /**
   * Changes the weights of many items, where that moves none of them: they are drawable and stay
   * so. Else changes nothing and returns false.
   *
   * @param n how many: the first ones of both arrays
   */
  boolean reweigh(int[] of, double[] changed, int n) {
    if (located.length < n) {
      located = new int[n];
    }
    for (int i = 0; i < n; i++) {
      located[i] = position(of[i]);
    }
    for (int i = 0; i < n; i++) {
      if (located[i] >= drawable || !(changed[i] > 0)) {
        return false;
      }
    }
    weights.set(located, changed, n);
    return true;
  }

  /** Excludes an item that is not, and whose weight is 0. */
  void exclude(int slot) {
    swap(position(slot), --included);
  }

  /** Takes an excluded item back, with weight 0. */
  void include(int slot) {
    swap(position(slot), included++);
  }

  private void place(int position, int slot, long key) {
    slots.set(position, slot);
    positions.put(slot, position);
    keys.set(position, key);
  }

  private void move(int from, int to) {
    weights.set(to, weights.get(from));
    place(to, slots.get(from), keys.get(from));
  }

  /** Fills a hole with the item at another position, which is the hole then. */
  private int fill(int hole, int from) {
    if (hole != from) {
      move(from, hole);
    }
    return from;
  }

  private void swap(int a, int b) {
    if (a == b) {
      return;
    }
    int slot = slots.get(a);
    double weight = weights.get(a);
    long key = keys.get(a);
    move(b, a);
    weights.set(b, weight);
    place(b, slot, key);
  }
}
