package dev.cairn.jobs.retention;

import dev.cairn.client.NoSamplesException;
import dev.cairn.examples.Step;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.maze.Maze;
import dev.cairn.replay.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** One agent that learns a maze while it plays, epsilon-greedily, in one thread. */
final class OnlineMaze {

  static final int BUDGET = 100_000;
  static final double SOLVED = 0.9;
  private static final int START = 1_000;
  private static final int STEPS_PER_UPDATE = 4; // 16 samples an insert
  private static final int STEPS_PER_LOOK = 500;
  private static final int LOOK_EPISODES = 20;

  private final Supplier<Maze> mazes;
  private final ShardBatches memory;
  private final DoubleDqn learner;
  private final SplittableRandom random;
  private final EpsilonSchedule epsilon = new EpsilonSchedule(1, 0.1, 50_000);
  private final Maze maze;
  private final List<Integer> actions = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private float[] first;
  private float[] observation;
  private Mlp policy;
  private int successes;

  /**
   * @param learner not closed here
   */
  OnlineMaze(Supplier<Maze> mazes, TableSpec table, DoubleDqn learner, long seed) {
    this.mazes = mazes;
    this.learner = learner;
    memory = new ShardBatches(table, seed);
    random = new SplittableRandom(seed);
    maze = mazes.get();
    first = maze.reset(random.nextLong());
    observation = first;
    policy = learner.policy();
  }

  /** Steps until the greedy policy reaches the goal in 9 of 10 episodes; or the budget. */
  int stepsToSolve() throws NoSamplesException {
    for (int step = 1; step <= BUDGET; step++) {
      play(step);
      if (memory.inserted() >= START && step % STEPS_PER_UPDATE == 0) {
        MazeLearning.update(learner, memory);
        policy = learner.policy();
      }
      if (step % STEPS_PER_LOOK == 0
          && learner.updates() > 0
          && MazeLearning.successRate(policy, mazes, LOOK_EPISODES, 1_000_000) >= SOLVED) {
        return step;
      }
    }
    return BUDGET;
  }

  /** Episodes that reached the goal. */
  int successes() {
    return successes;
  }

  private void play(int step) {
    int any = random.nextInt(maze.actions());
    int action = random.nextDouble() < epsilon.at(step) ? any : policy.greedyAction(observation);
    Step next = maze.step(action);
    actions.add(action);
    steps.add(next);
    observation = next.observation();
    if (next.ended()) {
      successes += next.terminated() ? 1 : 0;
      memory.insert(first, actions, steps);
      actions.clear();
      steps.clear();
      first = maze.reset(random.nextLong());
      observation = first;
    }
  }
}
