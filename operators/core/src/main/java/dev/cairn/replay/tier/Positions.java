package dev.cairn.replay.tier;

/**
 * Where in its tier each item is: position by slot, shared by all tiers of a shard, as an item is
 * in exactly one. 4 bytes a slot. Not thread-safe.
 */
public final class Positions {

  static final int NONE = -1;

  private final IntPages bySlot = new IntPages(NONE);

  /** Position of the item in the slot, in whichever tier it is; -1 when it is in none. */
  public int of(int slot) {
    return bySlot.get(slot);
  }

  void put(int slot, int position) {
    bySlot.set(slot, position);
  }
}
