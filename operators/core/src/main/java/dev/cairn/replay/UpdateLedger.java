package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Priority updates by outcome. Not thread-safe. */
final class UpdateLedger {

  /** What became of an update. */
  enum Outcome {
    APPLIED,
    STALE,
    EARLY,
    OUT_OF_ORDER,
    INVALID
  }

  private static final Outcome[] OUTCOMES = Outcome.values();

  private final long[] counts = new long[OUTCOMES.length];

  void count(Outcome outcome) {
    counts[outcome.ordinal()]++;
  }

  ShardStats.Updates updates() {
    long received = 0;
    for (long count : counts) {
      received += count;
    }
    return new ShardStats.Updates(
        received,
        counts[Outcome.APPLIED.ordinal()],
        counts[Outcome.STALE.ordinal()],
        counts[Outcome.EARLY.ordinal()],
        counts[Outcome.OUT_OF_ORDER.ordinal()],
        counts[Outcome.INVALID.ordinal()]);
  }

  void write(DataOutput out) throws IOException {
    for (long count : counts) {
      out.writeLong(count);
    }
  }

  void read(DataInput in) throws IOException {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.readLong();
    }
  }
}
