package dev.cairn.jobs.retention;

import dev.cairn.examples.EpisodeRecorder;
import dev.cairn.examples.Step;
import dev.cairn.examples.maze.Maze;
import java.util.SplittableRandom;

/**
 * Plays a maze and has it recorded: in the first tenth of the steps every other episode is shown
 * half of its steps, so that it mostly reaches the goal; all other steps are random, which leads
 * nowhere near it.
 */
final class RecordedStream {

  private final Maze maze;
  private final int steps;
  private final long seed;

  /**
   * @param steps at least so many, until the episode ends
   * @param seed of starts, slips and actions
   */
  RecordedStream(Maze maze, int steps, long seed) {
    this.maze = maze;
    this.steps = steps;
    this.seed = seed;
  }

  /**
   * What was recorded.
   *
   * @param steps of all episodes
   * @param successes episodes that reached the goal
   * @param lastSuccess steps recorded when the last of them ended
   */
  record Summary(int steps, int successes, int lastSuccess) {}

  Summary play(EpisodeRecorder recorder) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    int played = 0;
    int successes = 0;
    int lastSuccess = 0;
    for (int episode = 0; played < steps; episode++) {
      boolean shown = episode % 2 == 0 && played + maze.limit() <= steps / 10;
      recorder.begin(maze.reset(random.nextLong()));
      boolean ended = false;
      while (!ended) {
        int any = random.nextInt(maze.actions());
        int action = shown && random.nextBoolean() ? maze.wayOn() : any;
        Step step = maze.step(action);
        recorder.record(action, step);
        played++;
        ended = step.ended();
        if (step.terminated()) {
          successes++;
          lastSuccess = played;
        }
      }
    }
    return new Summary(played, successes, lastSuccess);
  }
}
