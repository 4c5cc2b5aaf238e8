package dev.cairn.examples.dqn;

import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.SampledBatch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a table through a {@link MinibatchReader}: columns {@code obs}, {@code new_obs}
 * (float32 [B, n]), {@code actions} (int64 [B]), {@code rewards} (float32 [B]), {@code
 * terminateds}; the importance weights are those that the reader computes.
 */
public final class ReplayBatches implements BatchSource {

  private final MinibatchReader reader;
  private @Nullable SampledBatch last;

  /**
   * @param reader used by this source alone; not closed by it
   */
  public ReplayBatches(MinibatchReader reader) {
    this.reader = reader;
  }

  @Override
  public LearnerBatch next(Duration timeout) throws NoSamplesException {
    SampledBatch batch = reader.next(timeout);
    last = batch;
    DqnBatch transitions =
        new DqnBatch(
            batch.floats("obs"),
            batch.floats("new_obs"),
            narrow(batch.longs("actions")),
            batch.floats("rewards"),
            batch.booleans("terminateds"),
            batch.weights());
    return new LearnerBatch(
        transitions,
        meanVersion(batch.policyVersions()),
        effectiveSampleSize(batch.probabilities()));
  }

  @Override
  public void learned(long learnerStep, float[] tdErrors) {
    SampledBatch batch = last;
    if (batch == null) {
      throw new IllegalStateException("next must come before learned");
    }
    last = null;
    reader.learnerStep(learnerStep);
    reader.updatePriorities(batch, tdErrors);
  }

  private static int[] narrow(long[] values) {
    int[] narrow = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = Math.toIntExact(values[i]);
    }
    return narrow;
  }

  static double meanVersion(long[] versions) {
    double sum = 0;
    int known = 0;
    for (long version : versions) {
      if (version >= 0) {
        sum += version;
        known++;
      }
    }
    return known == 0 ? Double.NaN : sum / known;
  }

  /** At β = 1 a weight is 1 / (N·P), and N cancels. NaN probabilities count as weight 1. */
  static double effectiveSampleSize(double[] probabilities) {
    double sum = 0;
    double squares = 0;
    for (double probability : probabilities) {
      double weight = Double.isNaN(probability) ? 1 : 1 / probability;
      sum += weight;
      squares += weight * weight;
    }
    return sum * sum / (probabilities.length * squares);
  }
}
