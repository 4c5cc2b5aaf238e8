package dev.cairn.client;

/**
 * The exponent of importance weights over learner steps: from {@code first} to 1 in a straight
 * line, then 1.
 *
 * @param first value at step 0, in [0, 1]
 * @param steps learner steps until it is 1; 0 for a constant
 */
public record Beta(double first, long steps) {

  public Beta {
    if (!(first >= 0 && first <= 1)) {
      throw new IllegalArgumentException("beta must be in [0, 1]: beta=" + first);
    }
    if (steps < 0) {
      throw new IllegalArgumentException("beta_steps must be >= 0: beta_steps=" + steps);
    }
  }

  /** Always the same. */
  public static Beta constant(double beta) {
    return new Beta(beta, 0);
  }

  /** Its value at a learner step. */
  public double at(long step) {
    return steps == 0 ? first : first + (1 - first) * Math.min(1.0, (double) step / steps);
  }
}
