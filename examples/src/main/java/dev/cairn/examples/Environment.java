package dev.cairn.examples;

/**
 * An episodic task with a vector of floats to observe and a few discrete actions, as Gymnasium
 * defines one. Implementations are not thread-safe.
 */
public interface Environment {

  /** Length of an observation, >= 1. */
  int observationSize();

  /** Number of actions, >= 2; an action is 0 to {@code actions() - 1}. */
  int actions();

  /**
   * Starts an episode.
   *
   * @param seed decides the start: the same seed gives the same one
   * @return the first observation, the caller's to keep
   */
  float[] reset(long seed);

  /**
   * Takes one action.
   *
   * @throws IllegalArgumentException if there is no such action
   * @throws IllegalStateException if no episode is going on
   */
  Step step(int action);
}
