package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Sums of what the assembly counted. Not thread-safe. */
final class StepLedger {

  private final long[] sums = new long[6];

  void add(StepCounts counts) {
    sums[0] += counts.received();
    sums[1] += counts.assembled();
    sums[2] += counts.pending();
    sums[3] += counts.dropped();
    sums[4] += counts.duplicates();
    sums[5] += counts.rejected();
  }

  ShardStats.Steps steps() {
    return new ShardStats.Steps(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
  }

  void write(DataOutput out) throws IOException {
    for (long sum : sums) {
      out.writeLong(sum);
    }
  }

  void read(DataInput in) throws IOException {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = in.readLong();
    }
  }
}
