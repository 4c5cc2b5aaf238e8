package dev.cairn.jobs.rooms;

import dev.cairn.examples.rooms.GreedyPaths;
import java.util.List;

/**
 * What one seed gave.
 *
 * @param options the agent of two levels
 * @param flat the flat agent
 * @param managerItems items of the manager's table that were created
 * @param managerExpired those of them that were removed because the worker had moved on
 * @param seconds from the first step to the last
 */
record SeedResult(
    long seed,
    AgentResult options,
    AgentResult flat,
    long managerItems,
    long managerExpired,
    double seconds) {

  static final double LEAST_SUCCESS = 0.95;
  static final double MOST_RATIO = 1.25;

  /** One evaluation while it learned. */
  record Point(long envSteps, GreedyPaths paths) {}

  /**
   * What one agent reached.
   *
   * @param envSteps steps that it took
   * @param updates of its learners, for people
   * @param paths of its last policy
   * @param curve evaluations on the way
   */
  record AgentResult(
      String name, long envSteps, String updates, GreedyPaths paths, List<Point> curve) {}

  /** Whether the agent of two levels does what is asked of it. */
  boolean passed() {
    return options.paths().success() >= LEAST_SUCCESS && options.paths().meanRatio() <= MOST_RATIO;
  }
}
