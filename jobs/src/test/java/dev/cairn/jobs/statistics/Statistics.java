package dev.cairn.jobs.statistics;

import java.util.List;

/**
 * Says every figure beside its bound, a summary last. Ends with 0 only if all hold. All seeds are
 * fixed: two runs differ in nothing but what the whole job does with time.
 */
public final class Statistics {

  private Statistics() {}

  /** Runs all checks. Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    Figures figures = new Figures(System.out);
    List<Check> checks =
        List.of(
            new StratifiedDraws(),
            new TreeSum(),
            new LateFeedback(),
            new IndependentDraws(),
            new CoreCliffwalk(),
            new FixedPoints(),
            new JobCliffwalk());
    for (Check check : checks) {
      figures.title(check.title());
      long start = System.nanoTime();
      check.run(figures);
      System.out.printf("  (%d s)%n", (System.nanoTime() - start) / 1_000_000_000);
    }
    figures.summary();
    System.exit(figures.failed() == 0 ? 0 : 1);
  }
}
