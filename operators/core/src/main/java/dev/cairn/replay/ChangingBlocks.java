package dev.cairn.replay;

import dev.cairn.replay.tier.Positions;
import java.util.Arrays;

/**
 * Stores the changing fields of an index: a block for each page, and {@link LooseItems} for what
 * has changed since its page was stored.
 *
 * <p>All other work waits while a snapshot writes, and draws and feedback soon touch every page. So
 * pages are stored ahead of it, one after the other, each about once in {@link #PASS_MS}, and a
 * snapshot writes the items that have changed since. Not thread-safe.
 */
final class ChangingBlocks {

  /** In so long all pages are stored that have changed, ms. */
  static final long PASS_MS = 10_000;

  /** Pages stored in one call at most, so that other work is not held up. */
  private static final int AT_ONCE = 64;

  /** Changed items of a page that are as many bytes alone as the page. */
  private static final int WORTH_A_PAGE =
      IndexPage.SLOTS * IndexBlocks.CHANGING_BYTES / LooseItems.ITEM_BYTES;

  private final BlockStore store;
  private final LooseItems loose;
  private int next;
  private long aheadMs = Long.MAX_VALUE;

  ChangingBlocks(BlockStore store) {
    this.store = store;
    loose = new LooseItems(store);
  }

  /** Stores pages whose time has come. */
  void writeAhead(IndexPage[] pages, Positions positions, long nowMs) {
    if (nowMs < aheadMs) {
      aheadMs = nowMs;
    }
    long due = pages.length * (nowMs - aheadMs) / PASS_MS;
    if (due == 0) {
      return;
    }
    aheadMs = due > AT_ONCE ? nowMs : aheadMs + due * PASS_MS / pages.length;
    for (long i = Math.min(due, AT_ONCE); i > 0; i--) {
      next = next + 1 < pages.length ? next + 1 : 0;
      if (changed(pages[next], next, positions) > 0) {
        put(pages[next], next, positions);
      }
    }
  }

  /** Stores what has changed and is not stored yet. */
  void snapshot(IndexPage[] pages, Positions positions) {
    loose.begin();
    for (int number = 0; number < pages.length; number++) {
      IndexPage page = pages[number];
      int changed = changed(page, number, positions);
      if (changed > 0 && (!page.stored || changed > WORTH_A_PAGE)) {
        put(page, number, positions);
      } else if (changed > 0) {
        addLoose(page, number << IndexPage.BITS, positions);
      }
    }
    loose.end();
  }

  private void addLoose(IndexPage page, int firstSlot, Positions positions) {
    for (int word = 0; word < page.changed.length; word++) {
      int first = word * Long.SIZE;
      long bits = page.changed[word] | positions.moved(firstSlot + first);
      for (; bits != 0; bits &= bits - 1) {
        int at = first + Long.numberOfTrailingZeros(bits);
        loose.add(page, at, firstSlot + at, positions.of(firstSlot + at));
      }
    }
  }

  private static int changed(IndexPage page, int number, Positions positions) {
    int count = 0;
    for (int word = 0; word < page.changed.length; word++) {
      int firstSlot = (number << IndexPage.BITS) + word * Long.SIZE;
      count += Long.bitCount(page.changed[word] | positions.moved(firstSlot));
    }
    return count;
  }

  private void put(IndexPage page, int number, Positions positions) {
    int firstSlot = number << IndexPage.BITS;
    store.put(number, page.encodeChanging(positions, firstSlot));
    page.stored = true;
    Arrays.fill(page.changed, 0);
    for (int at = 0; at < IndexPage.SLOTS; at += Long.SIZE) {
      positions.stored(firstSlot + at, -1);
    }
  }

  /** A reader of the items that were stored alone, to be applied to one page after the other. */
  LooseItems.Reader reader() {
    return loose.reader();
  }

  /** The block of a page, which must be there. */
  byte[] page(int number) {
    return ItemIndex.block(store.get(number), "changing", number);
  }
}
