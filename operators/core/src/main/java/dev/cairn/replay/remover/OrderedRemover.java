package dev.cairn.replay.remover;

import dev.cairn.replay.tree.Ranking;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The first item by an order goes, the newcomer among them; of equal ones the oldest. A change
 * takes O(log n) time; about 45 bytes an item.
 */
public final class OrderedRemover implements Remover {

  /** Which item goes. */
  public enum First {
    /** {@code lifo}: the newest, so that a full table drops what is new. */
    NEWEST,
    /** {@code max_heap}: that of the largest abs(TD error) or priority. */
    LARGEST,
    /** {@code min_heap}: that of the smallest. */
    SMALLEST
  }

  private final First first;
  private final Ranking ranking = new Ranking();
  // The key that each slot is ranked by.
  private long[] keys = new long[0];

  public OrderedRemover(First first) {
    this.first = first;
  }

  @Override
  public boolean tracks() {
    return true;
  }

  @Override
  public void added(Tier tier, int slot) {
    if (slot >= keys.length) {
      keys = Arrays.copyOf(keys, Math.max(slot + 1, keys.length + keys.length / 2));
    }
    keys[slot] = key(tier, slot);
    ranking.add(keys[slot], tier.order(slot), slot);
  }

  @Override
  public void changed(Tier tier, int slot) {
    if (keys[slot] != key(tier, slot)) {
      removed(tier, slot);
      added(tier, slot);
    }
  }

  @Override
  public void removed(Tier tier, int slot) {
    ranking.remove(keys[slot], tier.order(slot));
  }

  private long key(Tier tier, int slot) {
    // Bits of floats that are not negative are ordered as these are.
    return switch (first) {
      case NEWEST -> -tier.order(slot);
      case LARGEST -> -(long) Float.floatToIntBits(tier.value(slot));
      case SMALLEST -> Float.floatToIntBits(tier.value(slot));
    };
  }

  @Override
  public int victim(Tier tier, int newcomer, RandomGenerator random) {
    int held = ranking.select(0);
    if (newcomer == NONE) {
      return held;
    }
    long key = key(tier, newcomer);
    boolean before = key != keys[held] ? key < keys[held] : tier.order(newcomer) < tier.order(held);
    return before ? newcomer : held;
  }
}
