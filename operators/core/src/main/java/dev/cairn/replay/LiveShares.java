package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Sealed segments by live share, and which of them it is time to clean.
 *
 * <p>Most segments die in order of arrival and empty by themselves soon after their live share fell
 * below the bound, so cleaning waits until two further segments were sealed. Not thread-safe.
 */
final class LiveShares {

  private static final int SHARES = 16;
  private static final long PATIENCE = 2;
  // Under pressure, cleaning one whose live share is above this would copy much to gain little.
  private static final int WORTH_CLEANING = SHARES * 2 / 3;

  private final SegmentTable table;
  private final double cleanBelow;
  // Lists of segments of about the same live share; a bit for each that is not empty.
  private final int[] heads = new int[SHARES];
  private long mask;
  // Pairs of (number, lowSince), oldest first.
  private final ArrayDeque<long[]> low = new ArrayDeque<>();
  // Segments of arrivals sealed so far: the clock of patience.
  private long sealed;

  LiveShares(SegmentTable table, double cleanBelow) {
    this.table = table;
    this.cleanBelow = cleanBelow;
    Arrays.fill(heads, -1);
  }

  /** A segment of arrivals was sealed. */
  void tick() {
    sealed++;
  }

  /** Puts a sealed segment into the list of its live share. */
  void file(int number) {
    SegmentState state = table.state(number);
    long compact = table.compactBytes(state);
    int share = (int) Math.min(SHARES - 1, compact * SHARES / state.bytes);
    if (share != state.share) {
      unfile(state);
      state.share = share;
      state.next = heads[share];
      if (state.next >= 0) {
        table.state(state.next).previous = number;
      }
      heads[share] = number;
      mask |= 1L << share;
    }
    if (state.lowSince < 0 && compact < cleanBelow * state.bytes) {
      state.lowSince = sealed;
      low.addLast(new long[] {number, sealed});
    }
  }

  /** A sealed segment without live rows goes. */
  void release(int number) {
    unfile(table.state(number));
    table.release(number);
  }

  private void unfile(SegmentState state) {
    if (state.share < 0) {
      return;
    }
    if (state.next >= 0) {
      table.state(state.next).previous = state.previous;
    }
    if (state.previous >= 0) {
      table.state(state.previous).next = state.next;
    } else {
      heads[state.share] = state.next;
      if (state.next < 0) {
        mask &= ~(1L << state.share);
      }
    }
    state.share = -1;
    state.previous = -1;
    state.next = -1;
  }

  /** The next segment whose time has come to be cleaned, or -1. */
  int nextDue() {
    while (!low.isEmpty() && low.getFirst()[1] + PATIENCE <= sealed) {
      long[] entry = low.removeFirst();
      int number = (int) entry[0];
      SegmentState state = table.state(number);
      if (state.phase == SegmentState.Phase.SEALED && state.lowSince == entry[1]) {
        return number;
      }
    }
    return -1;
  }

  /** A segment of the smallest live share there is, or -1 when cleaning it would gain little. */
  int emptiest() {
    int share = Long.numberOfTrailingZeros(mask);
    return share > WORTH_CLEANING ? -1 : heads[share];
  }

  void writeClock(DataOutput header) throws IOException {
    header.writeLong(sealed);
  }

  void writeLow(DataOutput header) throws IOException {
    low.removeIf(entry -> table.state((int) entry[0]).lowSince != entry[1]);
    header.writeInt(low.size());
    for (long[] entry : low) {
      header.writeInt((int) entry[0]);
      header.writeLong(entry[1]);
    }
  }

  void readClock(DataInput header) throws IOException {
    sealed = header.readLong();
  }

  void readLow(DataInput header) throws IOException {
    int lows = header.readInt();
    for (int i = 0; i < lows; i++) {
      int number = header.readInt();
      long since = header.readLong();
      low.addLast(new long[] {number, since});
      table.state(number).lowSince = since;
    }
  }
}
