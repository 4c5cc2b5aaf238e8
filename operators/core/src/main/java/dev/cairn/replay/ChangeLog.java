package dev.cairn.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changing fields of items that have changed since the block of their page was stored, in the order
 * in which they were written. Each entry has a number, one more than that before it, and a page
 * knows the number from which entries are newer than its block.
 *
 * <p>Stored in blocks -1, -2, ... of the changing fields, little-endian: byte version = 2, the
 * number of its first entry (long), then of each entry its slot (int) and what {@link IndexBlocks}
 * has of it. Blocks may come in any order. In version 1 there is no number: its entries are newer
 * than the blocks of their pages, unless those were stored by a later version. A block whose
 * entries are all out of date is overwritten by a later one. Not thread-safe.
 */
final class ChangeLog {

  private static final byte VERSION = 2;
  private static final byte UNNUMBERED = 1;
  private static final int HEADER_BYTES = 1 + 8;

  /** Of one entry. */
  static final int ITEM_BYTES = 4 + IndexBlocks.CHANGING_BYTES;

  static final int BLOCK_ITEMS = 2048;

  /** Blocks that even the log of few items may have. */
  private static final int MIN_BLOCKS = 4;

  private final BlockStore store;
  // The oldest first.
  private final Deque<Block> full = new ArrayDeque<>();
  private final NumberSet numbers = new NumberSet();
  // Blocks that the store has: -1 to -stored.
  private int stored;
  private long next;

  private @Nullable Block open;
  private byte[] entries = {};
  private int used;
  private boolean flushed;

  /** A block, and the numbers of its entries. */
  private record Block(int number, long first, long end) {}

  /** What is done with one entry: {@link #ITEM_BYTES} from the offset on. */
  private interface Entry {
    /** Whether to go on. */
    boolean take(int slot, long number, byte[] block, int offset);
  }

  ChangeLog(BlockStore store) {
    this.store = store;
  }

  /** Number of the next entry: what is stored of a page now is newer than all before. */
  long next() {
    return next;
  }

  /** Whether it has an entry for each of so many slots or more, so that it ought to be cut. */
  boolean isLong(int slots) {
    return full.size() > MIN_BLOCKS + slots / BLOCK_ITEMS;
  }

  /** Adds an entry: the item of a slot as it is now. */
  void add(IndexPage page, int at, int slot, int position) {
    if (open == null) {
      int number = numbers.firstAbsent();
      numbers.add(number);
      open = new Block(number, next, next);
      // A new one each time: the store may keep it.
      entries = new byte[HEADER_BYTES + BLOCK_ITEMS * ITEM_BYTES];
      entries[0] = VERSION;
      LittleEndian.putLong(entries, 1, next);
      used = HEADER_BYTES;
    }
    LittleEndian.putInt(entries, used, slot);
    page.encodeChanging(at, position, entries, used + 4);
    used += ITEM_BYTES;
    next++;
    flushed = false;
    if (used == entries.length) {
      put(open.number, entries);
      full.add(new Block(open.number, open.first, next));
      open = null;
    }
  }

  /** Stores what is not stored yet. */
  void flush() {
    if (open != null && !flushed) {
      put(open.number, Arrays.copyOf(entries, used));
      flushed = true;
    }
  }

  private void put(int number, byte[] block) {
    store.put(-1 - number, block);
    stored = Math.max(stored, number + 1);
  }

  /**
   * Has pages stored so that the oldest block is not needed any more, and forgets it then.
   *
   * @param most pages at once; what is left is done by later calls
   */
  void cut(IndexPage[] pages, int most, PagePut pagePut) {
    Block oldest = full.getFirst();
    int[] left = {most};
    boolean done =
        read(
            oldest.number,
            (slot, number, block, offset) -> {
              int page = slot >>> IndexPage.BITS;
              if (page < pages.length && pages[page].storedAt < oldest.end) {
                if (left[0] == 0) {
                  return false;
                }
                left[0]--;
                pagePut.put(page);
              }
              return true;
            });
    if (done) {
      full.removeFirst();
      numbers.remove(oldest.number);
      // Only from the end: blocks are read until one is missing.
      for (; stored > numbers.last() + 1; stored--) {
        store.remove(-stored);
      }
    }
  }

  /** Stores a page as it is now. */
  interface PagePut {
    void put(int number);
  }

  /**
   * Reads what is stored and applies it to the pages as they were stored, null for one to be passed
   * over; once, before anything is added.
   *
   * @throws IllegalArgumentException when a block is of another version or damaged, or an entry is
   *     of no page
   */
  void replay(List<? extends @Nullable IndexPage> pages) {
    List<Block> found = new ArrayList<>();
    for (byte[] block = store.get(-1); block != null; block = store.get(-1 - stored)) {
      long first = first(block);
      long end = first + (block.length - headerBytes(block)) / ITEM_BYTES;
      found.add(new Block(stored, first, end));
      numbers.add(stored);
      next = Math.max(next, end);
      stored++;
    }
    for (IndexPage page : pages) {
      // Entries to come must be newer than every page, whatever of the log is still there.
      next = page == null ? next : Math.max(next, page.storedAt);
    }
    found.sort(Comparator.comparingLong(Block::first));
    for (Block each : found) {
      if (replay(each, pages)) {
        full.add(each);
      } else {
        numbers.remove(each.number);
      }
    }
  }

  /** Applies a block; whether any of its entries is newer than the block of its page. */
  private boolean replay(Block log, List<? extends @Nullable IndexPage> pages) {
    boolean[] newer = {false};
    read(
        log.number,
        (slot, number, block, offset) -> {
          if (slot < 0 || slot >>> IndexPage.BITS >= pages.size()) {
            throw new IllegalArgumentException(
                "items stored alone must be of a page of the index: slot="
                    + slot
                    + " pages="
                    + pages.size()
                    + "; the state is damaged, restore from an older checkpoint");
          }
          IndexPage page = pages.get(slot >>> IndexPage.BITS);
          if (page != null && number >= page.storedAt) {
            page.decodeChanging(slot & IndexPage.MASK, block, offset + 4);
            newer[0] = true;
          }
          return true;
        });
    return newer[0];
  }

  private boolean read(int number, Entry entry) {
    byte[] block = ItemIndex.block(store.get(-1 - number), "changing", -1 - number);
    long at = first(block);
    for (int offset = headerBytes(block); offset < block.length; offset += ITEM_BYTES) {
      if (!entry.take(LittleEndian.getInt(block, offset), at++, block, offset)) {
        return false;
      }
    }
    return true;
  }

  private static long first(byte[] block) {
    int header = headerBytes(block);
    if (header == 0 || block.length <= header || (block.length - header) % ITEM_BYTES != 0) {
      throw new IllegalArgumentException(
          "a block of items stored alone must have version "
              + UNNUMBERED
              + " or "
              + VERSION
              + " and whole items: version="
              + (block.length == 0 ? "none" : String.valueOf(block[0]))
              + " bytes="
              + block.length
              + "; restore with the release that wrote it");
    }
    return block[0] == VERSION ? LittleEndian.getLong(block, 1) : 0;
  }

  /** 0 when it is of another version. */
  private static int headerBytes(byte[] block) {
    if (block.length == 0) {
      return 0;
    }
    return block[0] == VERSION ? HEADER_BYTES : block[0] == UNNUMBERED ? 1 : 0;
  }
}
