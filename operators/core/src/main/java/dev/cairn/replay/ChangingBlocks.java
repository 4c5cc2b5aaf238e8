package dev.cairn.replay;

import dev.cairn.replay.tier.Positions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores the changing fields of an index: a block for each page, and a {@link ChangeLog} of items
 * that have changed since their page was stored.
 *
 * <p>All other work waits while a snapshot writes, and draws and feedback soon touch every page. So
 * what has changed is stored ahead of it, page after page, each about once in {@link #PASS_MS}; a
 * snapshot writes what has changed since. A page most of whose items have changed is stored as it
 * is; of others the log takes the items. When the log has as many entries as there are slots, the
 * pages of its oldest are stored, so that it can be cut: an item costs 24 bytes each time it is
 * written, and as many again for its page, however few of a page's items change. Not thread-safe.
 */
final class ChangingBlocks {

  /** In so long all pages are stored that have changed, ms. */
  static final long PASS_MS = 10_000;

  /** Pages looked at in one call at most, so that other work is not held up. */
  private static final int AT_ONCE = 64;

  /** Changed items of a page that are as many bytes alone as the page. */
  private static final int WORTH_A_PAGE =
      IndexPage.SLOTS * IndexBlocks.CHANGING_BYTES / ChangeLog.ITEM_BYTES;

  private final BlockStore store;
  private final ChangeLog log;
  private int next;
  private long aheadMs = Long.MAX_VALUE;

  ChangingBlocks(BlockStore store) {
    this.store = store;
    log = new ChangeLog(store);
  }

  /** Stores what has changed of pages whose time has come. */
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
      write(pages[next], next, positions);
    }
    if (log.isLong(pages.length << IndexPage.BITS)) {
      log.cut(pages, AT_ONCE, number -> put(pages[number], number, positions));
    }
  }

  /** Stores what has changed and is not stored yet. */
  void snapshot(IndexPage[] pages, Positions positions) {
    for (int number = 0; number < pages.length; number++) {
      write(pages[number], number, positions);
    }
    log.flush();
  }

  private void write(IndexPage page, int number, Positions positions) {
    int changed = changed(page, number, positions);
    if (changed > 0 && (!page.stored || changed > WORTH_A_PAGE)) {
      put(page, number, positions);
    } else if (changed > 0) {
      append(page, number << IndexPage.BITS, positions);
    }
  }

  private void append(IndexPage page, int firstSlot, Positions positions) {
    for (int word = 0; word < page.changed.length; word++) {
      int first = word * Long.SIZE;
      long bits = page.changed[word] | positions.moved(firstSlot + first);
      for (long left = bits; left != 0; left &= left - 1) {
        int at = first + Long.numberOfTrailingZeros(left);
        log.add(page, at, firstSlot + at, positions.of(firstSlot + at));
      }
      page.changed[word] = 0;
      positions.stored(firstSlot + first, bits);
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
    page.storedAt = log.next();
    store.put(number, page.encodeChanging(positions, firstSlot));
    page.stored = true;
    Arrays.fill(page.changed, 0);
    for (int at = 0; at < IndexPage.SLOTS; at += Long.SIZE) {
      positions.stored(firstSlot + at, -1);
    }
  }

  /**
   * Brings pages, as their blocks are, to what was last stored of their items.
   *
   * @param pages all of them; null for one that is to be passed over
   * @throws IllegalArgumentException when a block is of another version or damaged
   */
  void replay(List<? extends @Nullable IndexPage> pages) {
    log.replay(pages);
  }

  /** The block of a page, which must be there. */
  byte[] page(int number) {
    return ItemIndex.block(store.get(number), "changing", number);
  }
}
