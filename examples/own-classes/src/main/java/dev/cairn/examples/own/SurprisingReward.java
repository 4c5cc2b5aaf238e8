package dev.cairn.examples.own;

import dev.cairn.replay.Signature;
import dev.cairn.replay.importance.ScoredItem;
import dev.cairn.replay.importance.Scorer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * How far an item's reward is from what rewards have been lately: the distance of its sum of
 * rewards from the running mean, in running standard deviations, at most 10^6. Mean and variance
 * forget with a half-life (Finch 2009, section 9).
 *
 * <p>Setting {@code half_life}: items after which an item counts half, at least 1; default 10,000.
 */
public final class SurprisingReward implements Scorer {

  private static final int VERSION = 1;
  private static final double MOST = 1e6;

  private final double rate;
  private boolean any;
  private double mean;
  private double variance;

  /** The constructor that a table calls. */
  public SurprisingReward(Signature signature, Map<String, String> settings) {
    signature.indexOf("rewards");
    double halfLife = Double.parseDouble(settings.getOrDefault("half_life", "10000"));
    if (!(halfLife >= 1 && halfLife < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "half_life must be a number of items, at least 1: half_life=" + halfLife);
    }
    rate = 1 - Math.pow(2, -1 / halfLife);
  }

  @Override
  public double atInsert(ScoredItem item) {
    double reward = 0;
    for (int step = 0; step < item.steps(); step++) {
      reward += item.reward(step);
    }
    if (!any) {
      any = true;
      mean = reward;
      return 0;
    }
    double distance = reward - mean;
    double score = distance == 0 ? 0 : Math.min(MOST, Math.abs(distance) / Math.sqrt(variance));
    mean += rate * distance;
    variance = (1 - rate) * (variance + rate * distance * distance);
    return score;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeBoolean(any);
    out.writeDouble(mean);
    out.writeDouble(variance);
  }

  @Override
  public void read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("version of a surprising reward must be 1: version=" + version);
    }
    any = in.readBoolean();
    mean = in.readDouble();
    variance = in.readDouble();
  }
}
