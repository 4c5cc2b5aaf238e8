package dev.cairn.examples.dqn;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chance of a random action: falls linearly from a start to an end, and stays there.
 *
 * @param start in [0, 1]
 * @param end in [0, 1]
 * @param steps environment steps, of all workers together, until the end is reached, >= 1
 */
public record EpsilonSchedule(double start, double end, long steps) {

  /** Checks every number. */
  public EpsilonSchedule {
    if (!(start >= 0 && start <= 1) || !(end >= 0 && end <= 1)) {
      throw new IllegalArgumentException(
          "epsilon must be in [0, 1]: start=" + start + " end=" + end);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be >= 1: steps=" + steps);
    }
  }

  /** From 1 to 0.04 over 8,000 steps. */
  public static EpsilonSchedule cartPole() {
    return new EpsilonSchedule(1, 0.04, 8_000);
  }

  /**
   * The chance at a number of environment steps.
   *
   * @param step >= 0
   */
  public double at(long step) {
    double fraction = Math.min(1, (double) step / steps);
    return start + (end - start) * fraction;
  }

  /**
   * An action: a random one with the chance at a step, else the best one of a network.
   *
   * @param policy null while there is none: then any action
   * @param actions number of actions
   */
  public int choose(
      @Nullable Mlp policy, float[] observation, int actions, long step, RandomGenerator random) {
    // Both numbers are drawn always, so that one choice does not shift the next ones.
    double chance = random.nextDouble();
    int any = random.nextInt(actions);
    return policy == null || chance < at(step) ? any : policy.greedyAction(observation);
  }
}
