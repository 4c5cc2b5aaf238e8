package dev.cairn.replay.tier;

import java.util.Arrays;

/**
 * Where in its tier each item is: position by slot, shared by all tiers of a shard, as an item is
 * in exactly one. 4 bytes and a bit a slot. Not thread-safe.
 */
public final class Positions {

  static final int NONE = -1;

  private final IntPages bySlot = new IntPages(NONE);
  // A bit for each slot whose position has changed since it was stored.
  private long[] moved = new long[64];

  /** Position of the item in the slot, in whichever tier it is; -1 when it is in none. */
  public int of(int slot) {
    return bySlot.get(slot);
  }

  void put(int slot, int position) {
    bySlot.set(slot, position);
    int word = slot >> 6;
    if (word >= moved.length) {
      moved = Arrays.copyOf(moved, Math.max(word + 1, moved.length * 2));
    }
    moved[word] |= 1L << slot;
  }

  /**
   * Of 64 slots, a bit for each whose position has changed since it was {@link #stored}.
   *
   * @param firstSlot of them, a multiple of 64
   */
  public long moved(int firstSlot) {
    int word = firstSlot >> 6;
    return word < moved.length ? moved[word] : 0;
  }

  /** The positions of those among the 64 slots whose bits are set are stored as they are now. */
  public void stored(int firstSlot, long slots) {
    int word = firstSlot >> 6;
    if (word < moved.length) {
      moved[word] &= ~slots;
    }
  }
}
