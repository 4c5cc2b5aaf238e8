package dev.cairn.replay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Changing fields of items that differ from the block of their page, in the order of their slots.
 *
 * <p>Stored in blocks -1, -2, ... of the changing fields, little-endian: byte version = 1, then of
 * each item its slot (int) and what {@link IndexBlocks} has of it. Every snapshot writes them anew.
 * Not thread-safe.
 */
final class LooseItems {

  private static final byte VERSION = 1;

  /** Of one item. */
  static final int ITEM_BYTES = 4 + IndexBlocks.CHANGING_BYTES;

  private static final int BLOCK_BYTES = 1 + 2048 * ITEM_BYTES;

  private final BlockStore store;
  private int stored;

  // While a snapshot writes.
  private byte[] block = {};
  private int used;
  private int written;

  LooseItems(BlockStore store) {
    this.store = store;
  }

  /** A snapshot begins; {@link #add} and {@link #end} follow. */
  void begin() {
    written = 0;
    used = 0;
  }

  /** Adds an item; its slot is above that of the one before. */
  void add(IndexPage page, int at, int slot, int position) {
    if (used == 0) {
      // A new one each time: the store may keep it.
      block = new byte[BLOCK_BYTES];
      block[0] = VERSION;
      used = 1;
    }
    LittleEndian.putInt(block, used, slot);
    page.encodeChanging(at, position, block, used + 4);
    used += ITEM_BYTES;
    if (used == BLOCK_BYTES) {
      put(block);
    }
  }

  void end() {
    if (used > 0) {
      put(Arrays.copyOf(block, used));
    }
    block = new byte[0];
    for (int i = written; i < stored; i++) {
      store.remove(-1 - i);
    }
    stored = written;
  }

  private void put(byte[] full) {
    store.put(-1 - written, full);
    written++;
    used = 0;
  }

  Reader reader() {
    return new Reader();
  }

  /** Goes through all that is stored once, page by page. */
  final class Reader {

    private byte @Nullable [] current;
    private int offset;

    private Reader() {
      stored = 0;
      advance();
    }

    /**
     * Applies what is stored of a page to it; pages come in ascending order.
     *
     * @param page null to pass over it
     * @throws IllegalArgumentException when a block is of another version or damaged
     */
    void apply(int number, @Nullable IndexPage page) {
      while (current != null && LittleEndian.getInt(current, offset) >>> IndexPage.BITS == number) {
        if (page != null) {
          int at = LittleEndian.getInt(current, offset) & IndexPage.MASK;
          page.decodeChanging(at, current, offset + 4);
        }
        offset += ITEM_BYTES;
        if (offset == current.length) {
          advance();
        }
      }
    }

    /**
     * Every item must have been applied.
     *
     * @throws IllegalArgumentException when one is of no page
     */
    void end() {
      if (current != null) {
        throw new IllegalArgumentException(
            "items stored alone must be of a page of the index, in the order of their slots: slot="
                + LittleEndian.getInt(current, offset)
                + "; the state is damaged, restore from an older checkpoint");
      }
    }

    private void advance() {
      current = store.get(-1 - stored);
      offset = 1;
      if (current == null) {
        return;
      }
      stored++;
      if (current.length <= 1 || (current.length - 1) % ITEM_BYTES != 0 || current[0] != VERSION) {
        throw new IllegalArgumentException(
            "a block of items stored alone must have version "
                + VERSION
                + " and whole items: version="
                + (current.length == 0 ? "none" : String.valueOf(current[0]))
                + " bytes="
                + current.length
                + "; restore with the release that wrote it");
      }
    }
  }
}
