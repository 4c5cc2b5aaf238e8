package dev.cairn.replay;

import dev.cairn.replay.tier.Positions;
import java.util.Arrays;

/**
 * Enumerates the items of a restored index in the order of their stored positions, tier by tier, so
 * that a restored shard draws the same items as one that never stopped.
 */
final class TierRebuild {

  /** Takes an item of a tier. */
  interface Adoption {
    void adopt(int slot, int tier, boolean excluded);
  }

  private final ItemIndex index;
  private final Positions positions;

  TierRebuild(ItemIndex index, Positions positions) {
    this.index = index;
    this.positions = positions;
  }

  /**
   * Hands over every item; those of tiers beyond the last go to the last.
   *
   * @param included of each stored tier, how many items come before those that are excluded
   */
  void run(Adoption adoption, int last, int[] included) {
    // (tier, position, slot) in one number; a tier has fewer than 2^28 items.
    long[] keys = new long[index.size()];
    int count = 0;
    for (int slot = 0; slot < index.slots(); slot++) {
      if (index.holds(slot)) {
        IndexPage page = index.page(slot);
        int at = slot & IndexPage.MASK;
        keys[count++] = (long) page.tier(at) << 56 | (long) page.storedPosition(at) << 28 | slot;
      }
    }
    Arrays.sort(keys);
    for (long key : keys) {
      int slot = (int) (key & (1 << 28) - 1);
      int tier = (int) (key >>> 56);
      int position = (int) (key >>> 28) & (1 << 28) - 1;
      boolean excluded = tier < included.length && position >= included[tier];
      adoption.adopt(slot, Math.min(last, tier), excluded);
    }
    for (int slot = 0; slot < index.slots(); slot += IndexPage.SLOTS) {
      leaveStored(index.page(slot), slot);
      index.page(slot).forgetStoredPositions();
    }
  }

  /** Items that are where they were stored need not be stored again. */
  private void leaveStored(IndexPage page, int firstSlot) {
    for (int first = 0; first < IndexPage.SLOTS; first += Long.SIZE) {
      long same = 0;
      for (int at = first; at < first + Long.SIZE; at++) {
        same |= page.storedPosition(at) == positions.of(firstSlot + at) ? 1L << at : 0;
      }
      positions.stored(firstSlot + first, same);
    }
  }
}
