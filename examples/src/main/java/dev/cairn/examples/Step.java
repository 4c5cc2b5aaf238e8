package dev.cairn.examples;

/**
 * What one action led to.
 *
 * @param observation the observation after the action, the caller's to keep; at the end of an
 *     episode its last one, never the first of the next
 * @param reward finite
 * @param terminated the episode came to a terminal state: nothing is to be expected after it
 * @param truncated the episode was ended from outside, by a time limit
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record Step(float[] observation, float reward, boolean terminated, boolean truncated) {

  /** Whether the episode is over, for either reason. */
  public boolean ended() {
    return terminated || truncated;
  }
}
