package dev.cairn.replay;

import dev.cairn.replay.tier.Positions;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each item, by slot, in pages of {@link IndexPage#SLOTS} slots: about 50 bytes an
 * item. A free slot is given out smallest first, so slots stay dense. Pages are written as blocks:
 * fixed fields once all slots of a page were filled anew, or at a snapshot when any was; changing
 * fields as {@link ChangingBlocks} says. Not thread-safe.
 */
final class ItemIndex {

  private static final int NO_TIER = -1;

  private final NumberSet used = new NumberSet();
  private IndexPage[] pages = new IndexPage[0];
  private final boolean hasSpans;
  // Written, never read: so that reading is not left out as useless.
  private long touched;
  private final BlockStore fixed;
  private final ChangingBlocks changing;

  /**
   * @param hasSpans whether an item can cover more than the row at which it starts: 4 bytes an item
   */
  ItemIndex(boolean hasSpans, BlockStore fixed, BlockStore changing) {
    this.hasSpans = hasSpans;
    this.fixed = fixed;
    this.changing = new ChangingBlocks(changing);
  }

  /** Items held. */
  int size() {
    return used.size();
  }

  /** Slots are below this. */
  int slots() {
    return pages.length * IndexPage.SLOTS;
  }

  /** The page of a slot below {@link #slots}. */
  IndexPage page(int slot) {
    return pages[slot >>> IndexPage.BITS];
  }

  /**
   * Reads of many items, to no other end than that their cache misses overlap: with more work for
   * each, only those of a few at a time do. Slots that there are not are left out.
   */
  void touch(int[] slots) {
    long read = 0;
    int end = slots();
    for (int slot : slots) {
      if (slot >= 0 && slot < end) {
        read += page(slot).touch(slot & IndexPage.MASK);
      }
    }
    touched = read;
  }

  /** Whether the slot holds an item, of whatever id. Any int may be asked. */
  boolean holds(int slot) {
    return slot >= 0 && used.contains(slot);
  }

  /** The smallest free slot, now taken. */
  int take() {
    int slot = used.firstAbsent();
    used.add(slot);
    int page = slot >>> IndexPage.BITS;
    if (page >= pages.length) {
      int had = pages.length;
      pages = Arrays.copyOf(pages, page + 1);
      for (int i = had; i <= page; i++) {
        pages[i] = new IndexPage(hasSpans);
      }
    }
    return slot;
  }

  /** Fills in what never changes of the item in a slot just taken. */
  void fill(int slot, long id, long policyVersion, long insertedMs, long order) {
    page(slot).fill(slot & IndexPage.MASK, id, policyVersion, insertedMs, order);
  }

  /** Says where the payload is; the last step of filling a slot. */
  void locate(int slot, int segment, int row, int before, int length) {
    IndexPage page = page(slot);
    page.locate(slot & IndexPage.MASK, segment, row, before, length);
    if (page.fixedDirty >= IndexPage.SLOTS) {
      fixed.put(slot >>> IndexPage.BITS, page.encodeFixed());
      page.fixedDirty = 0;
    }
  }

  /** Changes where the payload is. */
  void relocate(int slot, int segment, int row, int before) {
    IndexPage page = page(slot);
    page.fixedDirty++;
    locate(slot, segment, row, before, page.length(slot & IndexPage.MASK));
  }

  void release(int slot) {
    used.remove(slot);
    page(slot).setTier(slot & IndexPage.MASK, NO_TIER);
  }

  /** Writes what changed since the last snapshot. */
  void snapshot(Positions positions) {
    for (int number = 0; number < pages.length; number++) {
      IndexPage page = pages[number];
      if (page.fixedDirty > 0) {
        fixed.put(number, page.encodeFixed());
        page.fixedDirty = 0;
      }
    }
    changing.snapshot(pages, positions);
  }

  /** Writes some of what the next snapshot would have to; see {@link ChangingBlocks}. */
  void writeAhead(Positions positions, long nowMs) {
    changing.writeAhead(pages, positions, nowMs);
  }

  /** Reads so many pages as they were written. */
  void restore(int count) {
    pages = new IndexPage[count];
    for (int number = 0; number < count; number++) {
      pages[number] = new IndexPage(hasSpans);
      pages[number].decode(block(fixed.get(number), "fixed", number), changing.page(number));
    }
    changing.replay(Arrays.asList(pages));
    for (int slot = 0; slot < slots(); slot++) {
      if (page(slot).tier(slot & IndexPage.MASK) != NO_TIER) {
        used.add(slot);
      }
    }
  }

  int pages() {
    return pages.length;
  }

  /** Rewrites the order of the last feedback of every item. */
  void mapFeedback(LongUnaryOperator map) {
    for (IndexPage page : pages) {
      for (int at = 0; at < IndexPage.SLOTS; at++) {
        page.setFeedback(at, map.applyAsLong(page.feedback(at)));
      }
    }
  }

  /** Refuses a block that is missing. */
  static byte[] block(byte @Nullable [] block, String name, int number) {
    if (block == null) {
      throw new IllegalArgumentException(
          "every block of the index must be in the store: blocks="
              + name
              + " number="
              + number
              + "; the state is incomplete, restore from an older checkpoint");
    }
    return block;
  }
}
