package dev.cairn.examples.dqn;

/**
 * B transitions to learn from, column by column, without copies: the arrays must not change while
 * the batch is in use.
 *
 * @param observations [B, n], before each step
 * @param newObservations [B, n], after each step
 * @param actions [B]
 * @param rewards [B]
 * @param terminateds [B]: do not bootstrap; a truncated step that is not terminated bootstraps
 * @param weights [B]: importance weights, used as given
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record DqnBatch(
    float[] observations,
    float[] newObservations,
    int[] actions,
    float[] rewards,
    boolean[] terminateds,
    float[] weights) {

  /** Checks that the columns fit each other. */
  public DqnBatch {
    int size = actions.length;
    if (size == 0
        || observations.length % size != 0
        || observations.length != newObservations.length
        || rewards.length != size
        || terminateds.length != size
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
              + " weights="
              + weights.length);
    }
  }

  /** B. */
  public int size() {
    return actions.length;
  }
}
