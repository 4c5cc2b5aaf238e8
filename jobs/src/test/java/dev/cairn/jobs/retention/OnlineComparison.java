package dev.cairn.jobs.retention;

import dev.cairn.client.NoSamplesException;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.maze.Maze;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.replay.TableSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Learns mazes online with a uniform, a prioritized and a tiered memory, over seeds, on the memory
 * itself in one thread: prints the steps to solve of each run, and medians and quartiles last.
 * Claims nothing.
 */
public final class OnlineComparison {

  private static final int[] LENGTHS = {9, 11};
  private static final int ITEMS = 2_000;

  private static final Map<String, String> MEMORIES = new LinkedHashMap<>();

  static {
    MEMORIES.put("uniform", "tiers: [{share: 1, capacity_share: 1}]\nsampler: {kind: uniform}\n");
    MEMORIES.put("prioritized", "tiers: [{share: 1, capacity_share: 1}]\n");
    MEMORIES.put(
        "tiered",
        """
        storage: {hold: episode}
        importance: {scorer: episode_return, normaliser: fixed, low: 0, high: 1}
        """);
  }

  private final int seeds;
  private final StringBuilder rows = new StringBuilder();

  private OnlineComparison(int seeds) {
    this.seeds = seeds;
  }

  /**
   * Runs it.
   *
   * @param arguments the number of seeds
   */
  public static void main(String[] arguments) throws Exception {
    OnlineComparison comparison = new OnlineComparison(Integer.parseInt(arguments[0]));
    for (int length : LENGTHS) {
      Supplier<Maze> mazes = () -> new Maze(2, length, 100, 0.1);
      for (String memory : MEMORIES.keySet()) {
        comparison.run("2 x " + length, mazes, memory);
      }
    }
    System.out.printf(
        "%n| maze | memory | solved within %,d steps | median steps | quartiles |%n|---|---|---|---|---|%n%s",
        OnlineMaze.BUDGET, comparison.rows);
    System.exit(0);
  }

  private void run(String maze, Supplier<Maze> mazes, String memory) throws NoSamplesException {
    TableSpec table = table(mazes.get().observationSize(), memory);
    int[] steps = new int[seeds];
    int solved = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      try (DoubleDqn learner = MazeLearning.learner(mazes.get(), seed)) {
        OnlineMaze run = new OnlineMaze(mazes, table, learner, seed);
        steps[seed - 1] = run.stepsToSolve();
        solved += steps[seed - 1] < OnlineMaze.BUDGET ? 1 : 0;
        System.out.printf(
            "maze %s  %-11s  seed %2d  steps %,7d  goal reached %d times%n",
            maze, memory, seed, steps[seed - 1], run.successes());
      }
    }
    Arrays.sort(steps);
    rows.append(
        "| %s | %s | %d of %d | %,d | %,d to %,d |%n"
            .formatted(
                maze,
                memory,
                solved,
                seeds,
                quantile(steps, 0.5),
                quantile(steps, 0.25),
                quantile(steps, 0.75)));
  }

  /** Between the nearest two; a run that did not solve counts as the budget. */
  private static long quantile(int[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return Math.round(sorted[below] + (at - below) * (sorted[above] - sorted[below]));
  }

  private static TableSpec table(int cells, String memory) {
    String yaml =
        """
        space: online
        tables:
          t:
            capacity: {items: %d, bytes: 16 MiB}
            columns:
              obs: {dtype: float32, shape: [%d], observation: true}
              actions: {dtype: int64}
              rewards: {dtype: float32}
            cache_bytes: 4 MiB
        """
            .formatted(ITEMS, cells);
    String settings = String.valueOf(MEMORIES.get(memory)).indent(4);
    return ConfigFile.parse("online", yaml + settings, null).tables().get(0);
  }
}
