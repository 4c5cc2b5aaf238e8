package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Policy versions and latencies that come with chunks and feedback. Not thread-safe. */
final class FeedbackMonitor {

  private final Recent lags = new Recent(64);
  private final Recent latencies = new Recent(1024);
  private float[] quantiles = {Float.NaN, Float.NaN};
  private boolean stale;
  private long maxPolicyVersion = -1;
  private boolean fromFeedback;

  /**
   * Notes a chunk: its version counts until feedback says where the learner is.
   *
   * @param maxRise by how much it can raise the largest version, so that one wrong chunk does not
   *     make all others too old; the first known one is taken as it is
   */
  void chunk(long policyVersion, long maxRise) {
    if (!fromFeedback && policyVersion > maxPolicyVersion) {
      boolean first = maxPolicyVersion < 0;
      maxPolicyVersion =
          first || policyVersion - maxPolicyVersion <= maxRise
              ? policyVersion
              : maxPolicyVersion + maxRise;
    }
  }

  /**
   * Notes a feedback record of which something was applied.
   *
   * @param lagSum sum over its items of learner's minus item's policy version
   * @param lagged number of items in that sum
   */
  void feedback(PriorityUpdates updates, long lagSum, int lagged, long nowMs) {
    latencies.add(Math.max(0, nowMs - updates.sentMs()));
    stale = true;
    if (lagged > 0) {
      lags.add((double) lagSum / lagged);
    }
    if (updates.policyVersion() >= 0) {
      maxPolicyVersion =
          fromFeedback
              ? Math.max(maxPolicyVersion, updates.policyVersion())
              : updates.policyVersion();
      fromFeedback = true;
    }
  }

  long maxPolicyVersion() {
    return maxPolicyVersion;
  }

  double policyLag() {
    return lags.mean();
  }

  /** p50 and p99 of the time from sent to applied, ms; NaN when there was no feedback. */
  float[] latencyQuantiles() {
    if (stale) {
      quantiles = latencies.quantiles(0.5, 0.99);
      stale = false;
    }
    return quantiles;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(maxPolicyVersion);
    out.writeBoolean(fromFeedback);
  }

  void read(DataInput in) throws IOException {
    maxPolicyVersion = in.readLong();
    fromFeedback = in.readBoolean();
  }
}
