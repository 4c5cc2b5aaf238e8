package dev.cairn.jobs.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Writers and learners of a service in another process. What it gives are rates that came through:
 * taken in, received, applied.
 */
final class LoadSide implements Side {

  private final StatsReader stats;
  private final WriterLoad writer;
  private final LearnerLoad learner;

  LoadSide(String servers, BenchTable table, long rate, int inFlight, boolean updates, long fill)
      throws InterruptedException {
    stats = new StatsReader(servers);
    stats.start();
    writer = new WriterLoad(servers, table, rate, stats);
    learner = new LearnerLoad(servers, table.batch(), inFlight, updates);
    writer.active(false);
    learner.active(false);
    writer.start();
    learner.start();
    fill(fill);
  }

  private void fill(long items) throws InterruptedException {
    writer.active(items > 0);
    while (stats.next().getTotals().getInserted() < items) {
      // Statistics come once a second.
    }
    writer.active(false);
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) throws Exception {
    writer.active(!mode.equals("learn"));
    learner.active(!mode.equals("add"));
    Counts before = counts();
    learner.roundTrips();
    learner.effects();
    Thread.sleep((long) (1e3 * seconds));
    Counts after = counts();
    writer.active(false);
    learner.active(false);
    Clients.requireNothingLost();

    double served = (after.servedNs - before.servedNs) / 1e9;
    double published = (after.publishedMs - before.publishedMs) / 1e3;
    Map<String, Double> figures = new HashMap<>();
    if (!mode.equals("learn")) {
      figures.put("inserts", (after.inserted - before.inserted) / published);
    }
    if (!mode.equals("add")) {
      figures.put("samples", (after.received - before.received) / served);
      figures.put("updates", (after.applied - before.applied) / published);
      learner.roundTrips().into(figures, "sample_ms");
      learner.effects().into(figures, "effect_ms");
    }
    return figures;
  }

  private Counts counts() throws InterruptedException {
    var now = stats.next();
    return new Counts(
        now.getAtMs(),
        now.getTotals().getInserted(),
        now.getUpdates().getApplied(),
        System.nanoTime(),
        learner.received());
  }

  private record Counts(
      long publishedMs, long inserted, long applied, long servedNs, long received) {}

  @Override
  public void close() {
    writer.close();
    learner.close();
    stats.close();
  }

  @Command(name = "load", description = "Writers and learners.")
  static final class Start implements Callable<Integer> {

    @Mixin private TableOptions table = new TableOptions();

    @Option(names = "--servers", required = true)
    private String servers = "";

    @Option(
        names = "--rate",
        defaultValue = "0",
        description = "Transitions a second; 0 for as many as are taken.")
    private long rate;

    @Option(names = "--in-flight", defaultValue = "4", description = "Requests.")
    private int inFlight;

    @Option(
        names = "--updates",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "Each drawn item gets a new TD error.")
    private boolean updates;

    @Option(names = "--fill", defaultValue = "0", description = "Items written before the start.")
    private long fill;

    @Override
    public Integer call() throws Exception {
      return Sides.serve(new LoadSide(servers, table.table(), rate, inFlight, updates, fill));
    }
  }
}
