package dev.cairn.replay.sampler;

import java.util.random.RandomGenerator;

/**
 * Numbers in [0, 1) to draw with: independent, or one in each of n equal parts (Schaul et al. 2016,
 * B.2.1).
 */
final class Strata {

  private static final double BELOW_ONE = Math.nextDown(1.0);

  private Strata() {}

  /** The i-th of n numbers. */
  static double place(boolean stratified, int i, int n, RandomGenerator random) {
    double u = random.nextDouble();
    // (n - 1 + u) / n may round to 1.
    return stratified ? Math.min((i + u) / n, BELOW_ONE) : u;
  }

  /**
   * Which of {@code count} alike the rest of a number chooses that is at or above {@code
   * proportional}: one number chooses the part of a mixture and the place in it, so that strata are
   * equal parts of what is really drawn from.
   */
  static int uniform(double place, double proportional, int count) {
    return Math.min(count - 1, (int) ((place - proportional) / (1 - proportional) * count));
  }
}
