package dev.cairn.replay;

import dev.cairn.replay.tier.Positions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The two blocks in which an {@link IndexPage} is stored, little-endian:
 *
 * <ul>
 *   <li>Fixed fields: byte version, then longs 0 to 4 of each slot; in version 2, which tables have
 *       whose items can have several steps or whose stacks look back, then the int of each.
 *   <li>Changing fields: byte version, then of each slot longs 5 and 6 and its position in its tier
 *       (int); in version 2, which is written, then the number from which entries of the {@link
 *       ChangeLog} are newer (long; 0 in version 1).
 * </ul>
 */
final class IndexBlocks {

  private static final byte VERSION = 1;
  private static final byte SPANS_VERSION = 2;
  private static final int SLOTS = IndexPage.SLOTS;
  private static final int WORDS = IndexPage.WORDS;
  private static final int FIXED_WORDS = 5;
  private static final int CHANGING_WORDS = WORDS - FIXED_WORDS;

  /** Changing fields of a slot. */
  static final int CHANGING_BYTES = CHANGING_WORDS * 8 + 4;

  private static final byte NUMBERED_VERSION = 2;
  private static final int CHANGING_BLOCK_BYTES = 1 + SLOTS * CHANGING_BYTES;

  private IndexBlocks() {}

  static byte[] encodeFixed(long[] words, int[] spans) {
    ByteBuffer block = ByteBuffer.allocate(fixedBytes(spans)).order(ByteOrder.LITTLE_ENDIAN);
    block.put(fixedVersion(spans));
    for (int word = 0; word < words.length; word += WORDS) {
      for (int i = 0; i < FIXED_WORDS; i++) {
        block.putLong(words[word + i]);
      }
    }
    for (int span : spans) {
      block.putInt(span);
    }
    return block.array();
  }

  static byte[] encodeChanging(long[] words, Positions positions, int firstSlot, long storedAt) {
    byte[] block = new byte[CHANGING_BLOCK_BYTES + 8];
    block[0] = NUMBERED_VERSION;
    LittleEndian.putLong(block, CHANGING_BLOCK_BYTES, storedAt);
    for (int at = 0; at < SLOTS; at++) {
      encodeChanging(words, at, positions.of(firstSlot + at), block, 1 + at * CHANGING_BYTES);
    }
    return block;
  }

  /** The changing fields of one slot. */
  static void encodeChanging(long[] words, int at, int position, byte[] target, int offset) {
    LittleEndian.putLong(target, offset, words[at * WORDS + 5]);
    LittleEndian.putLong(target, offset + 8, words[at * WORDS + 6]);
    LittleEndian.putInt(target, offset + 16, position);
  }

  /** Reads the changing fields of one slot; returns its position. */
  static int decodeChanging(long[] words, int at, byte[] source, int offset) {
    words[at * WORDS + 5] = LittleEndian.getLong(source, offset);
    words[at * WORDS + 6] = LittleEndian.getLong(source, offset + 8);
    return LittleEndian.getInt(source, offset + 16);
  }

  /**
   * Fills in words, spans and positions; returns the number from which entries of the log are
   * newer.
   *
   * @throws IllegalArgumentException when a block is of another version or size
   */
  static long decode(
      byte[] fixedBlock, byte[] changingBlock, long[] words, int[] spans, int[] positions) {
    ByteBuffer fixed = open(fixedBlock, fixedVersion(spans), fixedBytes(spans), "fixed");
    boolean numbered = changingBlock.length > 0 && changingBlock[0] == NUMBERED_VERSION;
    int bytes = CHANGING_BLOCK_BYTES + (numbered ? 8 : 0);
    open(changingBlock, numbered ? NUMBERED_VERSION : VERSION, bytes, "changing");
    for (int at = 0; at < SLOTS; at++) {
      for (int i = 0; i < FIXED_WORDS; i++) {
        words[at * WORDS + i] = fixed.getLong();
      }
      positions[at] = decodeChanging(words, at, changingBlock, 1 + at * CHANGING_BYTES);
    }
    for (int at = 0; at < spans.length; at++) {
      spans[at] = fixed.getInt();
    }
    return numbered ? LittleEndian.getLong(changingBlock, CHANGING_BLOCK_BYTES) : 0;
  }

  private static int fixedBytes(int[] spans) {
    return 1 + SLOTS * FIXED_WORDS * 8 + spans.length * 4;
  }

  private static byte fixedVersion(int[] spans) {
    return spans.length > 0 ? SPANS_VERSION : VERSION;
  }

  private static ByteBuffer open(byte[] block, byte version, int bytes, String name) {
    if (block.length != bytes || block[0] != version) {
      throw new IllegalArgumentException(
          "a block of the index must have version "
              + version
              + " and "
              + bytes
              + " bytes: blocks="
              + name
              + " version="
              + (block.length == 0 ? "none" : String.valueOf(block[0]))
              + " bytes="
              + block.length
              + "; restore with the release that wrote it");
    }
    ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    buffer.get();
    return buffer;
  }
}
