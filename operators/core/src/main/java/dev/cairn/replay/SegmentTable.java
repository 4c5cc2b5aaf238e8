package dev.cairn.replay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a shard by number: what is known of each, its block, and how many bytes they hold
 * and need.
 *
 * <p>A number is used again once its last row died: its block is then overwritten in place. Blocks
 * beyond 1.25 times the number of segments are removed. Not thread-safe.
 */
final class SegmentTable {

  // Blocks kept to be overwritten, for each segment.
  private static final double SPARE = 0.25;

  private final Layout layout;
  private final boolean counted;
  private final BlockStore store;
  private final SegmentCache cache;
  private final long cacheBytes;
  private @Nullable SegmentState[] states = new @Nullable SegmentState[16];
  private final NumberSet used = new NumberSet();
  private final NumberSet stale = new NumberSet();
  // Segments that had to be read from the store to be drawn from.
  long loads;
  private long heldBytes;
  private long liveBytes;

  /**
   * @param counted whether a row can have several items, or an item several rows
   */
  SegmentTable(Layout layout, boolean counted, BlockStore store, long cacheBytes) {
    this.layout = layout;
    this.counted = counted;
    this.store = store;
    cache = new SegmentCache(cacheBytes);
    this.cacheBytes = cacheBytes;
  }

  /** Whether segments that were read are kept, as far as the cache's bytes go. */
  void cacheSegments(boolean kept) {
    cache.limit(kept ? cacheBytes : 0);
  }

  long heldBytes() {
    return heldBytes;
  }

  long liveBytes() {
    return liveBytes;
  }

  /** Bytes of a live row; of what is compressed, what it takes on average. */
  long rowBytes() {
    if (layout.compressed.length == 0) {
      return layout.rowBytes;
    }
    long rows = 0;
    for (int number = 0; number < end(); number++) {
      SegmentState state = states[number];
      rows += state == null ? 0 : state.live;
    }
    return rows == 0 ? 0 : liveBytes / rows;
  }

  int segments() {
    return used.size();
  }

  /** Numbers are below this. */
  int end() {
    return Math.max(used.last(), stale.last()) + 1;
  }

  SegmentState state(int number) {
    SegmentState state = number < states.length ? states[number] : null;
    if (state == null) {
      throw new IllegalStateException("segment must exist: segment=" + number);
    }
    return state;
  }

  /** What is known of that number; null when it never was a segment. */
  @Nullable SegmentState known(int number) {
    return number < states.length ? states[number] : null;
  }

  /** Makes an open segment and returns its number. */
  int open(Segment segment) {
    int number = used.firstAbsent();
    used.add(number);
    stale.remove(number);
    if (number >= states.length) {
      states = Arrays.copyOf(states, Math.max(number + 1, states.length * 2));
    }
    SegmentState state = states[number];
    if (state == null) {
      state = new SegmentState(counted);
      states[number] = state;
    }
    state.open();
    cache.pin(number, segment);
    return number;
  }

  /** An open segment has grown. */
  void grown(int number, Segment segment) {
    SegmentState state = state(number);
    heldBytes -= state.held();
    liveBytes -= compactBytes(state);
    state.rows = segment.rows();
    state.bytes = segment.storedBytes();
    liveBytes += compactBytes(state);
    heldBytes += state.held();
  }

  void write(int number, byte[] block) {
    SegmentState state = state(number);
    store.put(number, block);
    heldBytes -= state.held();
    state.storedBytes = block.length;
    heldBytes += state.held();
  }

  /** Writes an open segment for the last time. */
  void seal(int number, Segment segment) {
    byte[] block = segment.encode();
    write(number, block);
    state(number).phase = SegmentState.Phase.SEALED;
    cache.put(number, Segment.parse(block));
  }

  /** A segment without live rows goes; its block may stay, to be overwritten. */
  void release(int number) {
    SegmentState state = state(number);
    heldBytes -= state.held();
    state.free();
    heldBytes += state.held();
    cache.remove(number);
    used.remove(number);
    if (state.storedBytes > 0) {
      stale.add(number);
    }
    while (stale.size() > used.size() * SPARE) {
      removeSpare();
    }
  }

  /** Removes a block that waits to be overwritten; false when there is none. */
  boolean removeSpare() {
    int number = stale.last();
    if (number < 0) {
      return false;
    }
    SegmentState state = state(number);
    store.remove(number);
    stale.remove(number);
    heldBytes -= state.storedBytes;
    state.storedBytes = 0;
    return true;
  }

  /** The segment of that number, from memory or from the store; then it is in memory. */
  Segment segment(int number) {
    Segment segment = cache.get(number);
    if (segment == null) {
      segment = load(number);
      loads++;
      cache.put(number, segment);
    }
    return segment;
  }

  /** The same, for one that goes at once. */
  Segment lastLook(int number) {
    Segment cached = cache.get(number);
    return cached == null ? load(number) : cached;
  }

  private Segment load(int number) {
    byte[] block = store.get(number);
    if (block == null) {
      throw new IllegalStateException(
          "a segment with live rows must be in the store: segment="
              + number
              + "; the state is incomplete, restore from an older checkpoint");
    }
    return Segment.parse(block);
  }

  /** An open segment that holds nothing new yet, as it is in the store; null when it is not. */
  @Nullable Segment reopen(int number, int expectedBytes) {
    byte[] block = store.get(number);
    if (block == null) {
      return null;
    }
    Segment segment = Segment.parse(block).reopen(expectedBytes);
    cache.pin(number, segment);
    SegmentState state = state(number);
    for (int run = 0; run < segment.runs(); run++) {
      state.start(segment.firstRow(run));
    }
    return segment;
  }

  /**
   * An item covers so many steps from the row on, and the frames before it that its stacks need.
   *
   * @return rows of its run before it, as far as they matter: {@link #before}
   */
  int cover(int number, int row, int steps) {
    SegmentState state = state(number);
    int before = before(state, row);
    liveBytes -= compactBytes(state);
    state.cover(begin(row, before), row + steps);
    liveBytes += compactBytes(state);
    return before;
  }

  void uncover(int number, int row, int before, int steps) {
    SegmentState state = state(number);
    liveBytes -= compactBytes(state);
    state.uncover(begin(row, before), row + steps);
    liveBytes += compactBytes(state);
  }

  /** First of the rows that an item covers which starts at the row. */
  int begin(int row, int before) {
    return row - Math.min(before, layout.context);
  }

  /**
   * Rows of the same run before this one, one more than the context at most: so the run's first row
   * is known again after a restore wherever an item covers it.
   */
  int before(SegmentState state, int row) {
    int before = 0;
    while (before <= layout.context && row > before && state.continues(row - before)) {
      before++;
    }
    return before;
  }

  /** No row of the segment is live any more. */
  void clear(int number) {
    SegmentState state = state(number);
    liveBytes -= compactBytes(state);
    state.live = 0;
  }

  /**
   * Bytes of a segment that holds the live rows and nothing else. Where columns are compressed,
   * rows have no size of their own: their share of the bytes is taken.
   */
  long compactBytes(SegmentState state) {
    if (state.live == 0) {
      return 0;
    }
    if (layout.compressed.length > 0) {
      return (long) state.bytes * state.live / state.rows;
    }
    return Segment.HEADER_BYTES
        + (long) state.live * (layout.rowBytes + Segment.SLOT_BYTES)
        + (long) state.stretches * (layout.observationBytes + Segment.RUN_BYTES);
  }

  /** Makes room for restored segments: numbers are below {@code end}. */
  void restore(int end) {
    states = new @Nullable SegmentState[Math.max(16, end)];
  }

  void restore(int number, SegmentState.Phase phase, int storedBytes, int rows) {
    SegmentState state = new SegmentState(counted);
    states[number] = state;
    state.phase = phase;
    state.storedBytes = storedBytes;
    state.rows = rows;
    if (phase != SegmentState.Phase.FREE) {
      state.bytes = storedBytes;
      used.add(number);
    } else if (storedBytes > 0) {
      stale.add(number);
    }
    heldBytes += storedBytes;
  }

  /** An item covers these rows; after {@link #restore}. */
  void adopt(int number, int row, int before, int steps) {
    SegmentState state = state(number);
    if (before <= layout.context) {
      state.start(row - before);
    }
    liveBytes -= compactBytes(state);
    state.cover(begin(row, before), row + steps);
    liveBytes += compactBytes(state);
  }
}
