package dev.cairn.replay;

import java.util.Arrays;

/**
 * Runs of payload, one after another, in the bytes in which they are stored. A row is addressed by
 * its number in the segment; rows are numbered in the order in which they came.
 *
 * <p>Stored format, version 1, little-endian:
 *
 * <pre>
 *   byte    version = 1
 *   int     runs n
 *   int     rows R
 *   n x     { int first row of the run, int offset of its record from the first record }
 *   R x     int slot of the row's item; -1 where a row has no item
 *   n x     record { long episode, long first step, int steps, byte flags, payload }
 * </pre>
 *
 * flags: 1 terminated, 2 truncated (both of the run's last step). payload: the raw columns of the
 * signature one after another, T rows each, T+1 for observations; then the compressed ones, see
 * {@link Pieces}. The list of slots lets a segment be cleaned without a reverse index. Slots of
 * rows that died stay in the list: liveness is known from the index alone.
 *
 * <p>Finding a row of a stored segment costs a division where its runs are of one length, which the
 * last one need not be; else a binary search over them. Not thread-safe.
 */
final class Segment {

  static final byte VERSION = 1;
  static final int HEADER_BYTES = 9;
  static final int RUN_BYTES = 8 + 21;
  static final int SLOT_BYTES = 4;

  private static final int[] NONE = {};
  private static final int STEPS = 16;
  private static final int FLAGS = 20;
  static final int RECORD_HEADER = 21;
  private static final int TERMINATED = 1;
  private static final int TRUNCATED = 2;

  private byte[] bytes;
  // Offset in bytes of the first record; 0 while the segment is open.
  private int base;
  private int end;
  private int runs;
  private int rows;
  // Of every run but the last, where they are alike in a stored segment: then nothing has to be
  // read
  // to find a row. Else 0.
  private int runSteps;
  private int recordBytes;
  // While it is open; else they are read where they are stored.
  private int[] firstRows;
  private int[] offsets;
  private int[] slots;

  /** An empty segment, to append to. */
  Segment(int expectedBytes) {
    bytes = new byte[expectedBytes];
    firstRows = new int[16];
    offsets = new int[16];
    slots = new int[64];
  }

  private Segment(byte[] stored, int runs, int rows) {
    this.bytes = stored;
    this.runs = runs;
    this.rows = rows;
    base = HEADER_BYTES + runs * 8 + rows * SLOT_BYTES;
    end = stored.length - base;
    firstRows = NONE;
    offsets = NONE;
    slots = NONE;
    boolean alike = true;
    int firstSteps = runs > 1 ? firstRow(1) : rows;
    int firstBytes = runs > 1 ? record(1) - base : end;
    for (int run = 1; run < runs; run++) {
      alike &= firstRow(run) == run * firstSteps && record(run) == base + run * firstBytes;
    }
    runSteps = alike ? firstSteps : 0;
    recordBytes = firstBytes;
  }

  /**
   * Reads a stored segment; keeps the array.
   *
   * @throws IllegalArgumentException when the version is unknown
   */
  static Segment parse(byte[] stored) {
    if (stored.length < HEADER_BYTES || stored[0] != VERSION) {
      throw new IllegalArgumentException(
          "a segment must have version "
              + VERSION
              + ": version="
              + (stored.length == 0 ? "none" : String.valueOf(stored[0]))
              + "; restore with the release that wrote it");
    }
    return new Segment(stored, LittleEndian.getInt(stored, 1), LittleEndian.getInt(stored, 5));
  }

  /** A copy of a parsed segment that can be appended to. */
  Segment reopen(int expectedBytes) {
    Segment open = new Segment(Math.max(expectedBytes, end));
    System.arraycopy(bytes, base, open.bytes, 0, end);
    open.end = end;
    open.runs = runs;
    open.rows = rows;
    open.firstRows = new int[Math.max(16, runs)];
    open.offsets = new int[Math.max(16, runs)];
    for (int run = 0; run < runs; run++) {
      open.firstRows[run] = firstRow(run);
      open.offsets[run] = record(run) - base;
    }
    open.slots = new int[Math.max(64, rows)];
    for (int row = 0; row < rows; row++) {
      open.slots[row] = slot(row);
    }
    return open;
  }

  /**
   * Appends a run of which no row has an item yet. The caller copies the payload to {@link
   * #payload(int)} of the run that is returned.
   */
  int append(long episode, long firstStep, int steps, int flags, int payloadBytes) {
    int offset = end;
    ensure(offset + RECORD_HEADER + payloadBytes, runs + 1, rows + steps);
    putRecordHeader(bytes, offset, episode, firstStep, steps, flags);
    firstRows[runs] = rows;
    offsets[runs] = offset;
    Arrays.fill(slots, rows, rows + steps, -1);
    rows += steps;
    end = offset + RECORD_HEADER + payloadBytes;
    return runs++;
  }

  private void ensure(int neededBytes, int neededRuns, int neededRows) {
    if (neededBytes > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(neededBytes, bytes.length * 2));
    }
    if (neededRuns > firstRows.length) {
      firstRows = Arrays.copyOf(firstRows, neededRuns * 2);
      offsets = Arrays.copyOf(offsets, neededRuns * 2);
    }
    if (neededRows > slots.length) {
      slots = Arrays.copyOf(slots, Math.max(neededRows, slots.length * 2));
    }
  }

  /** Writes what stands before the payload of a run. */
  static void putRecordHeader(
      byte[] bytes, int offset, long episode, long firstStep, int steps, int flags) {
    LittleEndian.putLong(bytes, offset, episode);
    LittleEndian.putLong(bytes, offset + 8, firstStep);
    LittleEndian.putInt(bytes, offset + STEPS, steps);
    bytes[offset + FLAGS] = (byte) flags;
  }

  static int flags(boolean terminated, boolean truncated) {
    return (terminated ? TERMINATED : 0) | (truncated ? TRUNCATED : 0);
  }

  void place(int row, int slot) {
    slots[row] = slot;
  }

  /** Slot that the row was given when it came, or -1. */
  int slot(int row) {
    return base == 0
        ? slots[row]
        : LittleEndian.getInt(bytes, HEADER_BYTES + runs * 8 + row * SLOT_BYTES);
  }

  /** Bytes that {@link #encode} gives. */
  int storedBytes() {
    return HEADER_BYTES + runs * 8 + rows * SLOT_BYTES + end;
  }

  /** The stored form of an open segment. */
  byte[] encode() {
    byte[] stored = new byte[storedBytes()];
    stored[0] = VERSION;
    LittleEndian.putInt(stored, 1, runs);
    LittleEndian.putInt(stored, 5, rows);
    int at = HEADER_BYTES;
    for (int run = 0; run < runs; run++, at += 8) {
      LittleEndian.putInt(stored, at, firstRows[run]);
      LittleEndian.putInt(stored, at + 4, offsets[run]);
    }
    for (int row = 0; row < rows; row++, at += SLOT_BYTES) {
      LittleEndian.putInt(stored, at, slots[row]);
    }
    System.arraycopy(bytes, 0, stored, at, end);
    return stored;
  }

  int rows() {
    return rows;
  }

  int runs() {
    return runs;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Whether runs are still appended to it. */
  boolean isOpen() {
    return base == 0;
  }

  /** The run that holds the row. */
  int runOf(int row) {
    if (runSteps > 0) {
      return Math.min(runs - 1, row / runSteps);
    }
    int low = 0;
    int high = runs - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firstRow(middle) <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  int firstRow(int run) {
    if (runSteps > 0) {
      return run * runSteps;
    }
    return base == 0 ? firstRows[run] : LittleEndian.getInt(bytes, HEADER_BYTES + run * 8);
  }

  /** Offset in {@link #bytes} of the run's record. */
  int record(int run) {
    if (runSteps > 0) {
      return base + run * recordBytes;
    }
    return base == 0 ? offsets[run] : base + LittleEndian.getInt(bytes, HEADER_BYTES + run * 8 + 4);
  }

  int steps(int run) {
    if (runSteps > 0) {
      return run < runs - 1 ? runSteps : rows - run * runSteps;
    }
    return LittleEndian.getInt(bytes, record(run) + STEPS);
  }

  long episode(int run) {
    return episode(bytes, record(run));
  }

  long firstStep(int run) {
    return firstStep(bytes, record(run));
  }

  boolean terminated(int run) {
    return terminated(bytes, record(run));
  }

  boolean truncated(int run) {
    return truncated(bytes, record(run));
  }

  /** Offset in {@link #bytes} of the run's payload. */
  int payload(int run) {
    return record(run) + RECORD_HEADER;
  }

  /** Offset in {@link #bytes} behind the run's record. */
  int end(int run) {
    return run < runs - 1 ? record(run + 1) : base + end;
  }

  // The same of a record in the bytes of whatever segment.

  static long episode(byte[] bytes, int record) {
    return LittleEndian.getLong(bytes, record);
  }

  static long firstStep(byte[] bytes, int record) {
    return LittleEndian.getLong(bytes, record + 8);
  }

  static boolean terminated(byte[] bytes, int record) {
    return (bytes[record + FLAGS] & TERMINATED) != 0;
  }

  static boolean truncated(byte[] bytes, int record) {
    return (bytes[record + FLAGS] & TRUNCATED) != 0;
  }
}
