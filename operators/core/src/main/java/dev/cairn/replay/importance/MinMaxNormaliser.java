package dev.cairn.replay.importance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * r = (score - min) / (max - min) over all scores seen, this one included; 0 while they are equal.
 * One outlier compresses all that follow: prefer {@link RankNormaliser} where scores have no known
 * range.
 */
public final class MinMaxNormaliser implements Normaliser {

  private static final int VERSION = 0x4D_01;

  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  @Override
  public int importance(double score) {
    Scores.requireFinite(score);
    min = Math.min(min, score);
    max = Math.max(max, score);
    return Scores.between(min, max, score);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeShort(VERSION);
    out.writeDouble(min);
    out.writeDouble(max);
  }

  @Override
  public void read(DataInput in) throws IOException {
    Scores.requireVersion(VERSION, in.readUnsignedShort());
    min = in.readDouble();
    max = in.readDouble();
    if (Double.isNaN(min) || Double.isNaN(max)) {
      throw new IOException("minimum and maximum must be numbers: min=" + min + " max=" + max);
    }
  }
}
