package dev.cairn.jobs.rooms;

import dev.cairn.examples.rooms.GreedyPaths;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.demo.LiveLine;
import dev.cairn.jobs.embedded.EmbeddedService;
import dev.cairn.schema.ItemLedger;
import dev.cairn.schema.Stats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Both agents on a service of their own, side by side, for one seed. Runs once. */
final class SeedRun {

  private static final long TICK_MS = 200;
  private static final int EVALUATIONS = 40;

  private final CairnConfig config;
  private final long envSteps;
  private final long seed;
  private final LiveLine line;
  private final BooleanSupplier stopped;

  /**
   * @param stopped asked now and then; true ends the run early
   */
  SeedRun(CairnConfig config, long envSteps, long seed, LiveLine line, BooleanSupplier stopped) {
    this.config = config;
    this.envSteps = envSteps;
    this.seed = seed;
    this.line = line;
    this.stopped = stopped;
  }

  /** An agent and its evaluations so far. */
  private static final class Run {
    final Agent agent;
    final List<SeedResult.Point> curve = new ArrayList<>();

    Run(Agent agent) {
      this.agent = agent;
    }

    void evaluateAt(long every) {
      long steps = agent.threads().steps().get();
      long last = curve.isEmpty() ? 0 : curve.get(curve.size() - 1).envSteps();
      if (steps / every > last / every) {
        curve.add(new SeedResult.Point(steps, agent.paths()));
      }
    }

    SeedResult.AgentResult result() {
      GreedyPaths paths = agent.paths();
      long steps = agent.threads().steps().get();
      curve.add(new SeedResult.Point(steps, paths));
      return new SeedResult.AgentResult(
          agent.name(), steps, agent.threads().updates(), paths, List.copyOf(curve));
    }

    String line() {
      long steps = agent.threads().steps().get();
      String paths = curve.isEmpty() ? "-" : RoomsReport.text(curve.get(curve.size() - 1).paths());
      return String.format(Locale.ROOT, "%s %,d steps %s", agent.name(), steps, paths);
    }
  }

  /**
   * Starts the service in a folder and runs.
   *
   * @return the result; null when it was stopped
   * @throws IllegalStateException when a player, a learner or the job failed
   */
  @Nullable SeedResult run(Path folder, int port) throws InterruptedException {
    RoomsSettings settings = RoomsSettings.of(config, envSteps);
    try (EmbeddedService service = EmbeddedService.start(config, folder, port, seed);
        Agent options = new TwoLevelAgent(service, settings, seed);
        Agent flat = new FlatAgent(service, settings, seed)) {
      List<Run> runs = List.of(new Run(options), new Run(flat));
      long startMs = System.currentTimeMillis();
      for (Run run : runs) {
        run.agent.threads().start();
      }
      while (!runs.stream().allMatch(run -> run.agent.threads().played())) {
        if (stopped.getAsBoolean()) {
          return null;
        }
        watch(service, runs);
      }
      double seconds = (System.currentTimeMillis() - startMs) / 1000.0;
      for (Run run : runs) {
        run.agent.threads().stop();
        requireNoFailure(service, run);
      }
      long items = 0;
      long expired = 0;
      for (Stats shard : service.info().shards(TwoLevelAgent.MANAGER)) {
        ItemLedger ledger = shard.getItems();
        items += ledger.getCreated();
        expired += ledger.getEvictedExpired();
      }
      return new SeedResult(
          seed, runs.get(0).result(), runs.get(1).result(), items, expired, seconds);
    }
  }

  private void watch(EmbeddedService service, List<Run> runs) throws InterruptedException {
    for (Run run : runs) {
      requireNoFailure(service, run);
      run.evaluateAt(Math.max(1, envSteps / EVALUATIONS));
    }
    line.show(
        "  seed " + seed + "  " + runs.get(0).line() + "   " + runs.get(1).line(),
        System.currentTimeMillis());
    Thread.sleep(TICK_MS);
  }

  private static void requireNoFailure(EmbeddedService service, Run run) {
    Throwable thrown = run.agent.threads().failure();
    if (thrown != null) {
      throw new IllegalStateException("the agent failed: name=" + run.agent.name(), thrown);
    }
    String ended = service.ended();
    if (ended != null) {
      throw new IllegalStateException(ended);
    }
  }
}
