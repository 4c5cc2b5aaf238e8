package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The segments that are appended to: number 0 for arriving runs, number t + 1 for the survivors of
 * tier t. Each is written when full, and at a snapshot without being closed: so a quiet table does
 * not break into crumbs. Not thread-safe.
 */
final class OpenSegments {

  /** Where arriving runs go. */
  static final int ARRIVALS = 0;

  private final SegmentTable table;
  private final LiveShares shares;
  private final int segmentBytes;
  // -1 when not open.
  private final int[] numbers;
  private final @Nullable Segment[] open;
  private final boolean[] changed;

  OpenSegments(SegmentTable table, LiveShares shares, int segmentBytes, int tiers) {
    this.table = table;
    this.shares = shares;
    this.segmentBytes = segmentBytes;
    numbers = new int[tiers + 1];
    open = new @Nullable Segment[tiers + 1];
    changed = new boolean[tiers + 1];
    Arrays.fill(numbers, -1);
  }

  /** Number of the segment, or -1. */
  int number(int which) {
    return numbers[which];
  }

  Segment segment(int which) {
    Segment segment = open[which];
    if (segment == null) {
      throw new IllegalStateException("segment must be open: which=" + which);
    }
    return segment;
  }

  /** Appends a run, no row of which is live yet; the caller copies its payload. */
  int append(int which, long episode, long firstStep, int steps, int flags, int payloadBytes) {
    int cost = Segment.RUN_BYTES + steps * Segment.SLOT_BYTES + payloadBytes;
    if (numbers[which] >= 0 && segment(which).storedBytes() + cost > segmentBytes) {
      seal(which);
    }
    if (numbers[which] < 0) {
      Segment segment = new Segment(Math.max(cost, segmentBytes));
      numbers[which] = table.open(segment);
      open[which] = segment;
    }
    Segment segment = segment(which);
    int run = segment.append(episode, firstStep, steps, flags, payloadBytes);
    table.state(numbers[which]).start(segment.firstRow(run));
    table.grown(numbers[which], segment);
    changed[which] = true;
    return run;
  }

  /** Seals the arrivals' segment if it is full. */
  void endRun() {
    if (numbers[ARRIVALS] >= 0 && segment(ARRIVALS).storedBytes() >= segmentBytes) {
      seal(ARRIVALS);
    }
  }

  private void seal(int which) {
    int number = numbers[which];
    if (which == ARRIVALS) {
      shares.tick();
    }
    if (table.state(number).live == 0) {
      close(which);
      return;
    }
    table.seal(number, segment(which));
    numbers[which] = -1;
    open[which] = null;
    shares.file(number);
  }

  private void close(int which) {
    int number = numbers[which];
    numbers[which] = -1;
    open[which] = null;
    table.release(number);
  }

  /** Drops an open segment without live rows; false when there is none. */
  boolean closeEmpty() {
    for (int which = 0; which < numbers.length; which++) {
      if (numbers[which] >= 0 && table.state(numbers[which]).live == 0) {
        close(which);
        return true;
      }
    }
    return false;
  }

  /** Writes what changed into the store, and the numbers into the header. */
  void snapshot(DataOutput header) throws IOException {
    for (int which = 0; which < numbers.length; which++) {
      if (numbers[which] >= 0 && changed[which]) {
        table.write(numbers[which], segment(which).encode());
        changed[which] = false;
      }
    }
    header.writeInt(numbers.length);
    for (int number : numbers) {
      header.writeInt(number);
    }
  }

  /** The numbers as {@link #snapshot} wrote them, for {@link #reopen}. */
  static int[] read(DataInput header) throws IOException {
    int[] numbers = new int[header.readInt()];
    for (int which = 0; which < numbers.length; which++) {
      numbers[which] = header.readInt();
    }
    return numbers;
  }

  /** Goes on with the segments of these numbers. */
  void reopen(int[] stored) {
    for (int which = 0; which < stored.length; which++) {
      if (stored[which] < 0) {
        continue;
      }
      if (which >= numbers.length) {
        // The table has fewer tiers now.
        table.state(stored[which]).phase = SegmentState.Phase.SEALED;
        continue;
      }
      Segment segment = table.reopen(stored[which], segmentBytes);
      if (segment == null) {
        throw new IllegalArgumentException(
            "every open segment must be in the store: segment="
                + stored[which]
                + "; the state is incomplete, restore from an older checkpoint");
      }
      numbers[which] = stored[which];
      open[which] = segment;
    }
  }
}
