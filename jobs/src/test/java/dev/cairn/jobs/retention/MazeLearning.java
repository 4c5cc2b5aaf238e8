package dev.cairn.jobs.retention;

import dev.cairn.client.NoSamplesException;
import dev.cairn.examples.dqn.BatchSource;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnOptions;
import dev.cairn.examples.dqn.GreedyEvaluation;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.maze.Maze;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Double DQN of a maze: the same numbers for every kind of memory. */
final class MazeLearning {

  static final int BATCH = 64;
  static final int HIDDEN = 64;
  static final double BETA = 0.4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private MazeLearning() {}

  static DoubleDqn learner(Maze maze, long seed) {
    return new DoubleDqn(options(2e-3, 50), maze.observationSize(), maze.actions(), seed);
  }

  /**
   * @param learningRate of Adam
   * @param targetPeriod updates between two copies into the target network
   */
  static DqnOptions options(double learningRate, int targetPeriod) {
    return new DqnOptions(List.of(HIDDEN), 0.97, learningRate, 1e-8, 10, targetPeriod);
  }

  /** One update, with its TD errors sent back. */
  static void update(DoubleDqn learner, BatchSource batches) throws NoSamplesException {
    float[] tdErrors = learner.update(batches.next(PATIENCE).transitions()).tdErrors();
    batches.learned(learner.updates(), tdErrors);
  }

  /** Share of greedy episodes that reach the goal: each has a return of 1 or 0. */
  static double successRate(Mlp policy, Supplier<Maze> mazes, int episodes, long seed) {
    return new GreedyEvaluation(mazes).meanReturn(policy, episodes, seed);
  }
}
