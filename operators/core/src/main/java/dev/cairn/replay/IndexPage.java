package dev.cairn.replay;

import dev.cairn.replay.tier.Positions;

/**
 * The index of {@link #SLOTS} slots; {@link IndexBlocks} are how it is stored.
 *
 * <p>An item is 7 longs in a row, as its fields are used together and a field of its own array each
 * would cost a cache miss each:
 *
 * <pre>
 *   0  id
 *   1  base of its importance (16) | policy version (48, signed)
 *   2  insert time, ms
 *   3  order of insertion into the table
 *   4  segment (32 bits) | in the same run as the row before it (1) | row (31)
 *   5  unscored (1) | tier + 1, 0 free (7) | last feedback: index of its stamp (16), sequence (40)
 *   6  value inherited (1) | value as a float without its sign (31) | r (16) | times sampled (16)
 * </pre>
 *
 * <p>Where items can have several steps, or stacks look back, there is an int more: rows of the
 * same run before it, as far as they matter (8 bits) | length in steps (24).
 */
final class IndexPage {

  static final int BITS = 8;
  static final int SLOTS = 1 << BITS;
  static final int MASK = SLOTS - 1;

  /** Longs of an item. */
  static final int WORDS = 7;

  private static final int LENGTH = (1 << 24) - 1;
  private static final long FEEDBACK = (1L << 56) - 1;
  private static final long VERSION_BITS = (1L << 48) - 1;
  private static final long MAX_VERSION = (1L << 47) - 1;
  private static final long CONTINUES = 1L << 31;
  private static final long UNSCORED = 1L << 63;
  private static final long INHERITED = 1L << 63;

  private final long[] words = new long[SLOTS * WORDS];
  // Empty where every item is one row.
  private final int[] spans;

  /** Slots filled since the fixed block was written. */
  int fixedDirty;

  /** A bit for each slot whose changing fields are others than in the page's block. */
  final long[] changed = new long[SLOTS / Long.SIZE];

  /** Whether there is a block of its changing fields. */
  boolean stored;

  /** Entries of the {@link ChangeLog} from this one on are newer than that block. */
  long storedAt;

  // Positions as they were stored, from decode() until forgotten.
  private int[] positions = new int[0];

  /**
   * @param hasSpans whether an item can cover more than the row at which it starts
   */
  IndexPage(boolean hasSpans) {
    spans = new int[hasSpans ? SLOTS : 0];
  }

  /** Reads the first and the last word of an item, which mostly are in two lines of the cache. */
  long touch(int at) {
    return words[at * WORDS] + words[at * WORDS + WORDS - 1];
  }

  long id(int at) {
    return words[at * WORDS];
  }

  long policyVersion(int at) {
    return words[at * WORDS + 1] << 16 >> 16;
  }

  /** What scorers that feedback does not change add to its importance; see {@link Importance}. */
  int base(int at) {
    return (int) (words[at * WORDS + 1] >>> 48);
  }

  long insertedMs(int at) {
    return words[at * WORDS + 2];
  }

  long order(int at) {
    return words[at * WORDS + 3];
  }

  int segment(int at) {
    return (int) (words[at * WORDS + 4] >>> 32);
  }

  int row(int at) {
    return (int) words[at * WORDS + 4] & Integer.MAX_VALUE;
  }

  /** Rows of the same run before its first, as far as they matter: see {@link SegmentTable}. */
  int before(int at) {
    if (spans.length > 0) {
      return spans[at] >>> 24;
    }
    return (words[at * WORDS + 4] & CONTINUES) != 0 ? 1 : 0;
  }

  /** Steps of the item. */
  int length(int at) {
    return spans.length > 0 ? spans[at] & LENGTH : 1;
  }

  /** Order of the last feedback, of {@link Stamps}. */
  long feedback(int at) {
    return words[at * WORDS + 5] & FEEDBACK;
  }

  /** Its tier; -1 when the slot is free. */
  int tier(int at) {
    return ((int) (words[at * WORDS + 5] >>> 56) & 127) - 1;
  }

  /** The item has no score yet. */
  boolean isUnscored(int at) {
    return words[at * WORDS + 5] < 0;
  }

  float value(int at) {
    return Float.intBitsToFloat((int) (words[at * WORDS + 6] >>> 32) & Integer.MAX_VALUE);
  }

  /** The value came from feedback or from a worker. */
  boolean isOwn(int at) {
    return words[at * WORDS + 6] >= 0;
  }

  /** Value if it counts for the maximum, else {@link LiveMaximum#NONE}. */
  float ownValue(int at) {
    return tier(at) >= 0 && isOwn(at) ? value(at) : LiveMaximum.NONE;
  }

  int importance(int at) {
    return (int) (words[at * WORDS + 6] >>> 16) & 0xFFFF;
  }

  int sampled(int at) {
    return (int) words[at * WORDS + 6] & 0xFFFF;
  }

  /** Fills in what never changes, and forgets all about the slot's last item. */
  void fill(int at, long id, long policyVersion, long insertedMs, long order) {
    int word = at * WORDS;
    words[word] = id;
    words[word + 1] = Math.min(policyVersion, MAX_VERSION) & VERSION_BITS;
    words[word + 2] = insertedMs;
    words[word + 3] = order;
    words[word + 5] = 0;
    words[word + 6] = 0;
    fixedDirty++;
    change(at);
  }

  /** Sets the base, in [0, 65535], of an item that was just filled in. */
  void setBase(int at, int base) {
    words[at * WORDS + 1] |= (long) base << 48;
  }

  void locate(int at, int segment, int row, int before, int length) {
    words[at * WORDS + 4] = (long) segment << 32 | (before > 0 ? CONTINUES : 0) | row;
    if (spans.length > 0) {
      spans[at] = before << 24 | length;
    }
  }

  void setTier(int at, int tier) {
    int word = at * WORDS + 5;
    words[word] = words[word] & ~(127L << 56) | (long) (tier + 1) << 56;
    change(at);
  }

  void setFeedback(int at, long feedback) {
    int word = at * WORDS + 5;
    words[word] = words[word] & ~FEEDBACK | feedback;
    change(at);
  }

  /** Sets a value, finite and not negative. */
  void setValue(int at, float value, boolean own) {
    int word = at * WORDS + 6;
    long bits = Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
    words[word] = (own ? 0 : INHERITED) | bits << 32 | words[word] & 0xFFFF_FFFFL;
    change(at);
  }

  void setImportance(int at, int importance, boolean unscored) {
    int word = at * WORDS + 6;
    words[word] = words[word] & ~0xFFFF_0000L | (long) importance << 16;
    words[word - 1] = words[word - 1] & ~UNSCORED | (unscored ? UNSCORED : 0);
    change(at);
  }

  /** Counts a draw; the count stays at 65,535 once it is there. */
  void countSample(int at) {
    if (sampled(at) < 0xFFFF) {
      words[at * WORDS + 6]++;
      change(at);
    }
  }

  /** Position that a slot had in its tier when the page was written; after {@link #decode}. */
  int storedPosition(int at) {
    return positions[at];
  }

  void forgetStoredPositions() {
    positions = new int[0];
  }

  private void change(int at) {
    changed[at >> 6] |= 1L << at;
  }

  byte[] encodeFixed() {
    return IndexBlocks.encodeFixed(words, spans);
  }

  byte[] encodeChanging(Positions all, int firstSlot) {
    return IndexBlocks.encodeChanging(words, all, firstSlot, storedAt);
  }

  void decode(byte[] fixedBlock, byte[] changingBlock) {
    positions = new int[SLOTS];
    storedAt = IndexBlocks.decode(fixedBlock, changingBlock, words, spans, positions);
    stored = true;
  }

  /** Writes the changing fields of one slot, {@link IndexBlocks#CHANGING_BYTES} of them. */
  void encodeChanging(int at, int position, byte[] target, int offset) {
    IndexBlocks.encodeChanging(words, at, position, target, offset);
  }

  /** Reads what was written of one slot. */
  void decodeChanging(int at, byte[] source, int offset) {
    positions[at] = IndexBlocks.decodeChanging(words, at, source, offset);
  }
}
