package dev.cairn.replay;

import dev.cairn.replay.tier.Positions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The index of {@link #SLOTS} slots, field by field, and the two blocks in which it is stored.
 *
 * <p>Block of fixed fields, version 1, little-endian: byte version; id, policy version, insert time
 * in ms, order of insertion into the table (long each); segment, row (int each; the top bit of the
 * row says that it belongs to the same run as the row before it). Block of changing fields: byte
 * version; order of the last feedback (long: 16 bits index into the shard's stamps, 40 bits
 * sequence); abs(TD error) or priority (float); position in its tier (int); r and times sampled (16
 * bits each); tier (byte, -1 free), flags (byte). Each field is stored for all slots before the
 * next one.
 */
final class IndexPage {

  static final int BITS = 8;
  static final int SLOTS = 1 << BITS;
  static final int MASK = SLOTS - 1;

  /** In {@link #tier}: the slot is free. */
  static final byte FREE = -1;

  /** In {@link #row}: the row belongs to the same run as the row before it. */
  static final int CONTINUES = 1 << 31;

  /** In {@link #flags}: the value came from feedback or from a worker. */
  static final byte OWN = 1;

  /** In {@link #flags}: the item has no score yet. */
  static final byte UNSCORED = 2;

  private static final byte VERSION = 1;
  private static final int FIXED_BYTES = 1 + SLOTS * (4 * 8 + 2 * 4);
  private static final int CHANGING_BYTES = 1 + SLOTS * (8 + 4 + 4 + 2 + 2 + 1 + 1);

  final long[] id = new long[SLOTS];
  final long[] policyVersion = new long[SLOTS];
  final long[] insertedMs = new long[SLOTS];
  final long[] order = new long[SLOTS];
  final int[] segment = new int[SLOTS];
  final int[] row = new int[SLOTS];

  final long[] feedback = new long[SLOTS];
  final float[] value = new float[SLOTS];
  final char[] importance = new char[SLOTS];
  final char[] sampled = new char[SLOTS];
  final byte[] tier = new byte[SLOTS];
  final byte[] flags = new byte[SLOTS];

  /** Slots filled since the fixed block was written. */
  int fixedDirty;

  boolean changingDirty;

  // Positions as they were stored, from decode() until forgotten; and a hash of those stored last.
  private int[] positions = new int[0];
  private long positionsHash;

  IndexPage() {
    Arrays.fill(tier, FREE);
  }

  int rowOf(int at) {
    return row[at] & ~CONTINUES;
  }

  boolean continues(int at) {
    return row[at] < 0;
  }

  /** Position that a slot had in its tier when the page was written; after {@link #decode}. */
  int storedPosition(int at) {
    return positions[at];
  }

  void forgetStoredPositions() {
    positions = new int[0];
  }

  /** Whether items have changed their position in their tier since the page was stored. */
  boolean moved(Positions all, int firstSlot) {
    return hash(current(all, firstSlot)) != positionsHash;
  }

  private static int[] current(Positions all, int firstSlot) {
    int[] positions = new int[SLOTS];
    for (int at = 0; at < SLOTS; at++) {
      positions[at] = all.of(firstSlot + at);
    }
    return positions;
  }

  private static long hash(int[] positions) {
    long hash = 1;
    for (int position : positions) {
      hash = hash * 0x9E3779B97F4A7C15L + position;
    }
    return hash;
  }

  byte[] encodeFixed() {
    ByteBuffer block = ByteBuffer.allocate(FIXED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    block.put(VERSION);
    putLongs(block, id);
    putLongs(block, policyVersion);
    putLongs(block, insertedMs);
    putLongs(block, order);
    putInts(block, segment);
    putInts(block, row);
    return block.array();
  }

  byte[] encodeChanging(Positions all, int firstSlot) {
    int[] current = current(all, firstSlot);
    positionsHash = hash(current);
    ByteBuffer block = ByteBuffer.allocate(CHANGING_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    block.put(VERSION);
    putLongs(block, feedback);
    block.asFloatBuffer().put(value);
    block.position(block.position() + 4 * SLOTS);
    putInts(block, current);
    putChars(block, importance);
    putChars(block, sampled);
    block.put(tier);
    block.put(flags);
    return block.array();
  }

  void decode(byte[] fixedBlock, byte[] changingBlock) {
    ByteBuffer block = open(fixedBlock, FIXED_BYTES, "fixed");
    getLongs(block, id);
    getLongs(block, policyVersion);
    getLongs(block, insertedMs);
    getLongs(block, order);
    getInts(block, segment);
    getInts(block, row);
    block = open(changingBlock, CHANGING_BYTES, "changing");
    getLongs(block, feedback);
    block.asFloatBuffer().get(value);
    block.position(block.position() + 4 * SLOTS);
    positions = new int[SLOTS];
    getInts(block, positions);
    positionsHash = hash(positions);
    getChars(block, importance);
    getChars(block, sampled);
    block.get(tier);
    block.get(flags);
  }

  private static ByteBuffer open(byte[] block, int bytes, String name) {
    if (block.length != bytes || block[0] != VERSION) {
      throw new IllegalArgumentException(
          "a block of the index must have version "
              + VERSION
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

  private static void putLongs(ByteBuffer block, long[] field) {
    block.asLongBuffer().put(field);
    block.position(block.position() + 8 * SLOTS);
  }

  private static void putInts(ByteBuffer block, int[] field) {
    block.asIntBuffer().put(field);
    block.position(block.position() + 4 * SLOTS);
  }

  private static void putChars(ByteBuffer block, char[] field) {
    block.asCharBuffer().put(field);
    block.position(block.position() + 2 * SLOTS);
  }

  private static void getLongs(ByteBuffer block, long[] field) {
    block.asLongBuffer().get(field);
    block.position(block.position() + 8 * SLOTS);
  }

  private static void getInts(ByteBuffer block, int[] field) {
    block.asIntBuffer().get(field);
    block.position(block.position() + 4 * SLOTS);
  }

  private static void getChars(ByteBuffer block, char[] field) {
    block.asCharBuffer().get(field);
    block.position(block.position() + 2 * SLOTS);
  }
}
