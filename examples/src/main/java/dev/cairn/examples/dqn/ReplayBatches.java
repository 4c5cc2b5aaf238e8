package dev.cairn.examples.dqn;

import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.SampledBatch;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a table through a {@link MinibatchReader}; the importance weights are those that the
 * reader computes.
 */
public final class ReplayBatches implements BatchSource {

  private final MinibatchReader reader;
  private final Function<SampledBatch, DqnBatch> transitions;
  private final LongUnaryOperator version;
  private @Nullable SampledBatch last;

  /**
   * Batches of single steps, whose policy is that of this learner.
   *
   * @param reader used by this source alone; not closed by it
   */
  public ReplayBatches(MinibatchReader reader) {
    this(reader, ReplayBatches::singleSteps, LongUnaryOperator.identity());
  }

  /**
   * Batches of any table.
   *
   * @param reader used by this source alone; not closed by it
   * @param transitions what a batch has to teach
   * @param version of the policy that the table's items are measured against, at a learner step
   */
  public ReplayBatches(
      MinibatchReader reader,
      Function<SampledBatch, DqnBatch> transitions,
      LongUnaryOperator version) {
    this.reader = reader;
    this.transitions = transitions;
    this.version = version;
  }

  /**
   * Columns {@code obs}, {@code new_obs} (float32 [B, n]), {@code actions} (int64 [B]), {@code
   * rewards} (float32 [B]) and {@code terminateds} as transitions of one step.
   */
  public static DqnBatch singleSteps(SampledBatch batch) {
    return new DqnBatch(
        batch.floats("obs"),
        batch.floats("new_obs"),
        narrow(batch.longs("actions")),
        batch.floats("rewards"),
        batch.booleans("terminateds"),
        batch.weights());
  }

  @Override
  public LearnerBatch next(Duration timeout) throws NoSamplesException {
    SampledBatch batch = reader.next(timeout);
    last = batch;
    return new LearnerBatch(
        transitions.apply(batch),
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
    reader.learnerStep(version.applyAsLong(learnerStep));
    reader.updatePriorities(batch, tdErrors);
  }

  /** Values of an int64 column as int. */
  public static int[] narrow(long[] values) {
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
