package dev.cairn.replay.importance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** r = (score - low) / (high - low), kept within [0, 1]. It has no state but its version. */
public final class FixedNormaliser implements Normaliser {

  private static final int VERSION = 0x46_01;

  private final double low;
  private final double high;

  /**
   * Scores from {@code low} (r = 0) to {@code high} (r = 1).
   *
   * @throws IllegalArgumentException unless both are finite and low < high
   */
  public FixedNormaliser(double low, double high) {
    if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
      throw new IllegalArgumentException(
          "low and high must be finite, low below high: low=" + low + " high=" + high);
    }
    this.low = low;
    this.high = high;
  }

  @Override
  public int importance(double score) {
    Scores.requireFinite(score);
    return Scores.between(low, high, score);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeShort(VERSION);
  }

  @Override
  public void read(DataInput in) throws IOException {
    Scores.requireVersion(VERSION, in.readUnsignedShort());
  }
}
