package dev.cairn.jobs.rooms;

import dev.cairn.examples.rooms.GreedyPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What all seeds gave, for people and for spreadsheets. */
final class RoomsReport {

  private final List<SeedResult> results;

  RoomsReport(List<SeedResult> results) {
    this.results = List.copyOf(results);
  }

  /** Seeds whose agent of two levels does what is asked of it. */
  long passed() {
    return results.stream().filter(SeedResult::passed).count();
  }

  /** Whether 4 of 5 seeds pass. */
  boolean holds() {
    return 5 * passed() >= 4L * results.size();
  }

  /** The table and one line of summary. */
  String text() {
    StringBuilder text =
        new StringBuilder(
            """

            | seed | options: success | path / shortest | flat: success | path / shortest | steps of each | executions, expired | s |
            |---|---|---|---|---|---|---|---|
            """);
    for (SeedResult result : results) {
      GreedyPaths options = result.options().paths();
      GreedyPaths flat = result.flat().paths();
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %.1f %% | %.3f | %.1f %% | %.3f | %,d | %,d, %,d | %.0f |%n",
              result.seed(),
              100 * options.success(),
              options.meanRatio(),
              100 * flat.success(),
              flat.meanRatio(),
              result.options().envSteps(),
              result.managerItems(),
              result.managerExpired(),
              result.seconds()));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s: %d of %d seeds reach the goal from at least %.0f %% of all start cells by paths at"
                + " most %.2f times the shortest (asked: 4 of 5)",
            holds() ? "HOLDS" : "DOES NOT HOLD",
            passed(),
            results.size(),
            100 * SeedResult.LEAST_SUCCESS,
            SeedResult.MOST_RATIO));
    return text.toString();
  }

  /** Every evaluation of every agent. */
  void writeCurves(Path file) throws IOException {
    StringBuilder rows = new StringBuilder("seed,agent,env_steps,success,mean_ratio,worst_ratio\n");
    for (SeedResult result : results) {
      for (SeedResult.AgentResult agent : List.of(result.options(), result.flat())) {
        for (SeedResult.Point point : agent.curve()) {
          rows.append(
              String.format(
                  Locale.ROOT,
                  "%d,%s,%d,%.4f,%.4f,%.4f%n",
                  result.seed(),
                  agent.name(),
                  point.envSteps(),
                  point.paths().success(),
                  point.paths().meanRatio(),
                  point.paths().worstRatio()));
        }
      }
    }
    Files.writeString(file, rows);
  }

  /** "97 % x1.04": success, and mean length over the shortest. */
  static String text(GreedyPaths paths) {
    return String.format(Locale.ROOT, "%.0f %% x%.2f", 100 * paths.success(), paths.meanRatio());
  }
}
