package dev.cairn.jobs.rooms;

import dev.cairn.jobs.chart.SuccessCurves;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.LiveLine;
import dev.cairn.jobs.demo.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Four rooms over several seeds, each on a service of its own; leaves a table and a picture. */
public final class FourRoomsExample {

  private static final String CONFIG = "four-rooms.yaml";
  private static final int INTERRUPTED = 130;

  private final long firstSeed;
  private final int seeds;
  private final long envSteps;
  private final int port;
  private final RunFolder folder;
  private final LiveLine line = LiveLine.onStandardOutput();
  private volatile boolean stopped;

  /**
   * Makes the folder; nothing is started yet.
   *
   * @param seeds how many seeds, >= 1
   * @param envSteps environment steps of each agent, >= 1
   * @param port of Flink's web page; 0 for any
   * @param out folder for what it leaves; null for a new one under {@code runs/}
   */
  public FourRoomsExample(long firstSeed, int seeds, long envSteps, int port, @Nullable Path out) {
    this.firstSeed = firstSeed;
    this.seeds = seeds;
    this.envSteps = envSteps;
    this.port = port;
    this.folder = RunFolder.create(out, "four-rooms");
  }

  /** Where the run leaves everything. */
  public RunFolder folder() {
    return folder;
  }

  /** Asks for an orderly end. Callable from any thread. */
  public void stop() {
    stopped = true;
  }

  /**
   * Runs all seeds, one after the other.
   *
   * @return exit code: 0 when 4 of 5 seeds do what is asked, else 1; 130 when stopped
   */
  public int run() throws Exception {
    CairnConfig config = config();
    line.say(
        "Four rooms: options and a flat agent, " + seeds + " seeds.  Folder: " + folder.path());
    List<SeedResult> results = new ArrayList<>();
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      SeedResult result = run(config, seed);
      if (result == null) {
        return INTERRUPTED;
      }
      results.add(result);
      say(result);
      write(results);
    }
    RoomsReport report = new RoomsReport(results);
    line.say(report.text());
    line.say("Picture and curves are in " + folder.path());
    return report.holds() ? 0 : 1;
  }

  private @Nullable SeedResult run(CairnConfig config, long seed) throws InterruptedException {
    RunFolder state = new RunFolder(folder.path().resolve("seed-" + seed));
    try {
      return new SeedRun(config, envSteps, seed, line, () -> stopped).run(state.path(), port);
    } finally {
      state.deleteState();
    }
  }

  private void say(SeedResult result) {
    for (SeedResult.AgentResult agent : List.of(result.options(), result.flat())) {
      line.say(
          String.format(
              Locale.ROOT,
              "  seed %d  %-7s  %s  (%,d steps, updates: %s)",
              result.seed(),
              agent.name(),
              RoomsReport.text(agent.paths()),
              agent.envSteps(),
              agent.updates()));
    }
  }

  private void write(List<SeedResult> results) throws IOException {
    new RoomsReport(results).writeCurves(folder.path().resolve("curves.csv"));
    List<List<SuccessCurves.Point>> options = new ArrayList<>();
    List<List<SuccessCurves.Point>> flat = new ArrayList<>();
    for (SeedResult result : results) {
      options.add(points(result.options()));
      flat.add(points(result.flat()));
    }
    SuccessCurves.write(
        folder.path().resolve("four-rooms.png"),
        "Four rooms: start cells from which the goal is reached (seeds: " + results.size() + ")",
        options,
        flat,
        100 * SeedResult.LEAST_SUCCESS);
  }

  private static List<SuccessCurves.Point> points(SeedResult.AgentResult agent) {
    return agent.curve().stream()
        .map(point -> new SuccessCurves.Point(point.envSteps(), 100 * point.paths().success()))
        .toList();
  }

  /** The example's configuration: its three tables. */
  public static CairnConfig config() throws IOException {
    try (InputStream in = FourRoomsExample.class.getResourceAsStream(CONFIG)) {
      if (in == null) {
        throw new IllegalStateException("resource is missing: name=" + CONFIG);
      }
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ConfigFile.parse(CONFIG, yaml, null);
    }
  }
}
