package dev.cairn.replay;

import java.util.Arrays;

/**
 * What the memory knows of one segment without its bytes: which rows live, that is, are covered by
 * an item, and what they would take alone. Costs about two bits a row, and two bytes more where
 * rows are counted. Not thread-safe.
 */
final class SegmentState {

  /** Life of a segment's number. */
  enum Phase {
    /** No live row; the number may be used again. */
    FREE,
    /** Being appended to. */
    OPEN,
    /** Written and complete. */
    SEALED
  }

  Phase phase = Phase.FREE;

  /** Size of the block that the store holds under this number; 0 when there is none. */
  int storedBytes;

  /** Size of the segment itself. */
  int bytes;

  int rows;
  int live;

  /**
   * Unbroken stretches of live rows of one run: each needs an observation more than it has rows.
   */
  int stretches;

  /** When its live share fell below the bound, in sealed segments; -1 when it did not. */
  long lowSince = -1;

  // Place in the list of segments of about the same live share.
  int share = -1;
  int previous = -1;
  int next = -1;

  private final boolean counted;
  private long[] liveBits = new long[1];
  private long[] startBits = new long[1];
  // Items that cover each row; unused where every item is one row of its own.
  private char[] covers = new char[0];

  /**
   * @param counted whether a row can have several items, or an item several rows
   */
  SegmentState(boolean counted) {
    this.counted = counted;
  }

  /** Bytes on the budget: the block in the store, or what will replace it. */
  int held() {
    return phase == Phase.FREE ? storedBytes : Math.max(storedBytes, bytes);
  }

  void open() {
    phase = Phase.OPEN;
    bytes = 0;
    rows = 0;
    live = 0;
    stretches = 0;
    lowSince = -1;
    forget(4);
  }

  void free() {
    phase = Phase.FREE;
    bytes = 0;
    rows = 0;
    live = 0;
    stretches = 0;
    lowSince = -1;
    forget(1);
  }

  private void forget(int words) {
    liveBits = new long[words];
    startBits = new long[words];
    covers = new char[0];
  }

  void start(int row) {
    grow(row);
    startBits[row >>> 6] |= 1L << row;
  }

  boolean isLive(int row) {
    int word = row >>> 6;
    return word < liveBits.length && (liveBits[word] >>> row & 1) != 0;
  }

  /** Whether the row belongs to the same run as the row before it. */
  boolean continues(int row) {
    int word = row >>> 6;
    return word >= startBits.length || (startBits[word] >>> row & 1) == 0;
  }

  /** One item more covers the rows [from, to); at most 65,535 cover a row. */
  void cover(int from, int to) {
    if (!counted) {
      revive(from);
      return;
    }
    if (to > covers.length) {
      covers = Arrays.copyOf(covers, Math.max(to, covers.length * 2));
    }
    for (int row = from; row < to; row++) {
      if (covers[row]++ == 0) {
        revive(row);
      }
    }
  }

  /** An item that covered the rows [from, to) has gone. */
  void uncover(int from, int to) {
    if (!counted) {
      kill(from);
      return;
    }
    for (int row = from; row < to; row++) {
      if (--covers[row] == 0) {
        kill(row);
      }
    }
  }

  private void revive(int row) {
    grow(row);
    liveBits[row >>> 6] |= 1L << row;
    live++;
    stretches += 1 - neighbours(row);
  }

  private void kill(int row) {
    liveBits[row >>> 6] &= ~(1L << row);
    live--;
    stretches -= 1 - neighbours(row);
  }

  /** Live rows next to this one in the same run: 0, 1 or 2. */
  private int neighbours(int row) {
    int count = row > 0 && continues(row) && isLive(row - 1) ? 1 : 0;
    return isLive(row + 1) && continues(row + 1) ? count + 1 : count;
  }

  private void grow(int row) {
    int word = row >>> 6;
    if (word >= liveBits.length) {
      liveBits = Arrays.copyOf(liveBits, Math.max(word + 1, liveBits.length * 2));
      startBits = Arrays.copyOf(startBits, liveBits.length);
    }
  }
}
