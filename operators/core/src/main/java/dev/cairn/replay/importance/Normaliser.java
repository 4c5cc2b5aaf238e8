package dev.cairn.replay.importance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Makes importance r in [0, 1] of raw scores. Deterministic: the same scores in the same order give
 * the same importance, also across {@link #write} and {@link #read}. Not thread-safe.
 */
public interface Normaliser {

  /** Importance is counted in units of 1/65535. */
  int UNITS = 65_535;

  /**
   * The importance of a score, which then counts among the scores seen.
   *
   * @param score finite
   * @return r in units of 1/{@link #UNITS}, rounded down
   * @throws IllegalArgumentException when the score is NaN or infinite
   */
  int importance(double score);

  /**
   * The item whose score this was has gone, or will be given a new one. Of no effect where
   * importance does not depend on which items are live.
   *
   * @param score finite, as given to {@link #importance} or {@link #recall}
   */
  default void forget(double score) {}

  /**
   * A restored item has this score. Of no effect where importance does not depend on which items
   * are live.
   *
   * @param score finite
   */
  default void recall(double score) {}

  /** Writes the state, its version first. */
  void write(DataOutput out) throws IOException;

  /**
   * Replaces the state by one that was written.
   *
   * @throws IOException when it is of an unknown version, of another kind, or damaged
   */
  void read(DataInput in) throws IOException;
}
