package dev.cairn.replay;

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

  TierRebuild(ItemIndex index) {
    this.index = index;
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
      index.page(slot).forgetStoredPositions();
    }
  }
}
