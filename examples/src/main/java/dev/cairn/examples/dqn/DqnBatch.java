package dev.cairn.examples.dqn;

import java.util.Arrays;

/**
 * B transitions to learn from, column by column, without copies: the arrays must not change while
 * the batch is in use.
 *
 * @param observations [B, n], before each step
 * @param newObservations [B, n], after each step
 * @param actions [B]
 * @param rewards [B]
 * @param terminateds [B]: do not bootstrap; a truncated step that is not terminated bootstraps
 * @param durations [B], >= 1: steps between the observations, over which a reward is a discounted
 *     sum; the bootstrap is discounted by γ^duration
 * @param weights [B]: importance weights, used as given
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record DqnBatch(
    float[] observations,
    float[] newObservations,
    int[] actions,
    float[] rewards,
    boolean[] terminateds,
    int[] durations,
    float[] weights) {

  /** Checks that the columns fit each other. */
  public DqnBatch {
    int size = actions.length;
    if (size == 0
        || observations.length % size != 0
        || observations.length != newObservations.length
        || rewards.length != size
        || terminateds.length != size
        || durations.length != size
        || weights.length != size) {
      throw new IllegalArgumentException(
          "columns must have the same rows, at least one: actions="
              + size
              + " observations="
              + observations.length
              + " newObservations="
              + newObservations.length
              + " rewards="
              + rewards.length
              + " terminateds="
              + terminateds.length
              + " durations="
              + durations.length
              + " weights="
              + weights.length);
    }
  }

  /** Transitions of one step each. */
  public DqnBatch(
      float[] observations,
      float[] newObservations,
      int[] actions,
      float[] rewards,
      boolean[] terminateds,
      float[] weights) {
    this(
        observations,
        newObservations,
        actions,
        rewards,
        terminateds,
        ones(actions.length),
        weights);
  }

  private static int[] ones(int size) {
    int[] ones = new int[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** B. */
  public int size() {
    return actions.length;
  }
}
