package dev.cairn.examples.dqn;

import dev.cairn.client.NoSamplesException;
import java.time.Duration;

/** Where a learner's batches come from, and their TD errors go. One thread at a time. */
public interface BatchSource {

  /**
   * The next batch.
   *
   * @throws NoSamplesException if none came in time; the message says why, and the learner asks
   *     again
   */
  LearnerBatch next(Duration timeout) throws NoSamplesException;

  /**
   * Takes the TD errors of the batch that {@link #next} gave last.
   *
   * @param learnerStep updates made, this one included
   * @param tdErrors absolute, [B]
   */
  void learned(long learnerStep, float[] tdErrors);
}
