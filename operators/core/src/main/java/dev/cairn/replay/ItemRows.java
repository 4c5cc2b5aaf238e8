package dev.cairn.replay;

import org.jspecify.annotations.Nullable;

/**
 * The rows of the items of a batch, where they lie: moved from item to item, so that a batch makes
 * no objects for them.
 *
 * <p>Items are looked up {@link #BLOCK} at a time, each step of it for all of them: so the cache
 * misses of one are not waited for before those of the next begin. Their segments are held until
 * the next block, also those that do not fit the cache. Not thread-safe.
 */
final class ItemRows {

  /** So many items that misses overlap, so few that their segments need little memory. */
  static final int BLOCK = 64;

  private final Layout layout;
  private final ItemIndex index;
  private final PayloadStore payload;
  private final CachedItems cached;
  private final ItemCache.Likelihood likelihood;

  private int[] slots = {};
  private int from;
  private int located;

  // Of each item of the block; no segment where the item itself is cached.
  private final @Nullable Segment[] segments = new @Nullable Segment[BLOCK];
  private final int[] rows = new int[BLOCK];
  private final int[] lengths = new int[BLOCK];
  private final byte[][] bytes = new byte[BLOCK][];
  private final int[] records = new int[BLOCK];
  private final int[] runSteps = new int[BLOCK];
  private final int[] firsts = new int[BLOCK];

  // Of the item it is at.
  private byte[] source = {};
  private int record;
  private int steps;
  private int first;
  private int length;

  ItemRows(Layout layout, ItemIndex index, PayloadStore payload, ItemCache.Likelihood likelihood) {
    this.layout = layout;
    this.index = index;
    this.payload = payload;
    this.likelihood = likelihood;
    cached = payload.items();
  }

  /** Steps of the item in a slot. */
  int length(int slot) {
    return index.page(slot).length(slot & IndexPage.MASK);
  }

  /** Takes the items in these slots. */
  void start(int[] ofBatch) {
    slots = ofBatch;
    from = 0;
    located = 0;
  }

  /** Looks up the items from one of the batch on, a block of them at most; returns how many. */
  int locate(int firstItem) {
    from = firstItem;
    located = Math.min(BLOCK, slots.length - from);
    cached.begin();
    payload.countReads(located);
    int number = -1;
    Segment segmentBefore = null;
    for (int i = 0; i < located; i++) {
      int slot = slots[from + i];
      IndexPage page = index.page(slot);
      int at = slot & IndexPage.MASK;
      rows[i] = page.row(at);
      lengths[i] = page.length(at);
      records[i] = cached.find(slot);
      if (records[i] >= 0) {
        segments[i] = null;
        continue;
      }
      // Neighbours are asked for in turn where all items are gone through.
      if (segmentBefore == null || page.segment(at) != number) {
        number = page.segment(at);
        segmentBefore = payload.segment(number);
      }
      segments[i] = segmentBefore;
    }
    for (int i = 0; i < located; i++) {
      Segment segment = segments[i];
      if (segment == null) {
        bytes[i] = cached.bytes(slots[from + i]);
        runSteps[i] = 1;
        firsts[i] = 0;
        continue;
      }
      int run = segment.runOf(rows[i]);
      bytes[i] = segment.bytes();
      records[i] = segment.record(run);
      runSteps[i] = segment.steps(run);
      firsts[i] = rows[i] - segment.firstRow(run);
      cached.offer(slots[from + i], segment, run, firsts[i], likelihood);
    }
    return located;
  }

  /** Goes to an item of the batch. */
  void moveTo(int item) {
    if (item < from || item >= from + located) {
      locate(item);
    }
    int i = item - from;
    source = bytes[i];
    record = records[i];
    steps = runSteps[i];
    first = firsts[i];
    length = lengths[i];
  }

  int length() {
    return length;
  }

  long episode() {
    return Segment.episode(source, record);
  }

  /** Index in the episode of the item's first step. */
  long firstStep() {
    return Segment.firstStep(source, record) + first;
  }

  /** The item's last step ended the episode in a terminal state. */
  boolean terminated() {
    return first + length == steps && Segment.terminated(source, record);
  }

  /** The item's last step ended the episode from outside. */
  boolean truncated() {
    return first + length == steps && Segment.truncated(source, record);
  }

  /** Copies so many rows of a column that is not stacked, from a step of the item on. */
  void copy(int column, int step, int count, byte[] target, int at) {
    int width = layout.width[column];
    System.arraycopy(source, column(column) + (first + step) * width, target, at, count * width);
  }

  /**
   * Copies the stack of one observation: its row and the rows before it, oldest first; the first
   * row that there is stands in for those before it.
   */
  void copyStack(int column, int step, byte[] target, int at) {
    int width = layout.width[column];
    int frames = layout.stack[column];
    int begin = column(column);
    int oldest = first + step - frames + 1;
    int missing = Math.max(0, -oldest);
    for (int i = 0; i < missing; i++) {
      System.arraycopy(source, begin, target, at + i * width, width);
    }
    int there = Math.max(0, oldest);
    System.arraycopy(
        source, begin + there * width, target, at + missing * width, (frames - missing) * width);
  }

  /**
   * Where the row of a compressed column is among the rows that a batch's blocks open to: of a
   * step, or so many rows before it; the first row that there is stands in for those before it.
   *
   * @param nth of the compressed columns
   */
  int openedRow(BatchBlocks blocks, int nth, int step, int before) {
    int column = record + Segment.RECORD_HEADER + layout.payloadBytes(steps);
    for (int i = 0; i < nth; i++) {
      column = Pieces.after(source, column);
    }
    return blocks.openedRow(source, column, Math.max(0, first + step - before));
  }

  /** A number of a float32 or float64 column at a step of the item. */
  double number(int column, int step) {
    int width = layout.width[column];
    int at = column(column) + (first + step) * width;
    return width == 8 ? LittleEndian.getDouble(source, at) : LittleEndian.getFloat(source, at);
  }

  private int column(int column) {
    return record + Segment.RECORD_HEADER + layout.offset(column, steps);
  }

  /**
   * Copies the row of the first step of every item of the block, of a column that is not stacked.
   *
   * @param target receives the rows one after another
   */
  void copyBlock(int column, byte[] target, int at) {
    int width = layout.width[column];
    // A call of arraycopy costs more than what most columns need.
    switch (width) {
      case 1 -> {
        for (int i = 0; i < located; i++) {
          target[at + i] = bytes[i][begin(column, i, width)];
        }
      }
      case 4 -> {
        for (int i = 0; i < located; i++) {
          int value = LittleEndian.getInt(bytes[i], begin(column, i, width));
          LittleEndian.putInt(target, at + i * 4, value);
        }
      }
      case 8 -> {
        for (int i = 0; i < located; i++) {
          long value = LittleEndian.getLong(bytes[i], begin(column, i, width));
          LittleEndian.putLong(target, at + i * 8, value);
        }
      }
      default -> {
        for (int i = 0; i < located; i++) {
          int begin = begin(column, i, width);
          System.arraycopy(bytes[i], begin, target, at + i * width, width);
        }
      }
    }
  }

  /** Copies of every item of the block the row of its first step, and the row after that. */
  void copyPairs(int column, byte[] now, byte[] next, int at) {
    int width = layout.width[column];
    for (int i = 0; i < located; i++) {
      int begin = begin(column, i, width);
      System.arraycopy(bytes[i], begin, now, at + i * width, width);
      System.arraycopy(bytes[i], begin + width, next, at + i * width, width);
    }
  }

  /** Where the first step of an item of the block is. */
  private int begin(int column, int i, int width) {
    return records[i]
        + Segment.RECORD_HEADER
        + layout.offset(column, runSteps[i])
        + firsts[i] * width;
  }

  /** Writes of every item of the block its episode and the index of its first step there. */
  void putPlaces(byte[] episodes, byte[] firstSteps, int at) {
    for (int i = 0; i < located; i++) {
      LittleEndian.putLong(episodes, at + i * 8, Segment.episode(bytes[i], records[i]));
      long step = Segment.firstStep(bytes[i], records[i]) + firsts[i];
      LittleEndian.putLong(firstSteps, at + i * 8, step);
    }
  }

  /** Writes of every item of the block, of one step, whether that ended the episode, and how. */
  void putEnds(byte[] terminateds, byte[] truncateds, int at) {
    for (int i = 0; i < located; i++) {
      boolean last = firsts[i] + 1 == runSteps[i];
      terminateds[at + i] = (byte) (last && Segment.terminated(bytes[i], records[i]) ? 1 : 0);
      truncateds[at + i] = (byte) (last && Segment.truncated(bytes[i], records[i]) ? 1 : 0);
    }
  }
}
