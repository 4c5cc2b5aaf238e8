package dev.cairn.jobs.bench;

import dev.cairn.schema.Stats;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Writers and learners of a service in another process. What it gives are rates that came through:
 * taken in, received, applied. Modes: {@code add}, as much as is taken; {@code learn}, a closed
 * loop, whose latencies are called so; {@code update}, new values for the items that were drawn
 * last in the {@code learn} before it, and nothing drawn; {@code all}, a closed loop and inserts at
 * the demanded rate; {@code paced}, inserts and requests at fixed times.
 */
final class LoadSide implements Side {

  private final StatsReader stats;
  private final WriterLoad writer;
  private final LearnerLoad learner;
  private final UpdateLoad updater;
  private final int batch;

  LoadSide(String servers, BenchTable table, Demand demand) throws InterruptedException {
    stats = new StatsReader(servers, table.shards());
    stats.start();
    writer = new WriterLoad(servers, table, demand, stats);
    learner = new LearnerLoad(servers, table, demand);
    updater = new UpdateLoad(servers, stats);
    batch = table.batch();
    writer.active(false);
    learner.active(false);
    writer.start();
    learner.start();
    updater.start();
    fill(demand.fill());
  }

  private void fill(long items) throws InterruptedException {
    writer.limit(items);
    writer.paced(false);
    writer.active(items > 0);
    while (stats.next().sum(each -> each.getTotals().getInserted()) < items) {
      // Statistics come once a second.
    }
    writer.active(false);
    writer.limit(Long.MAX_VALUE);
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) throws Exception {
    return mode.equals("update") ? updates(seconds) : work(seconds, mode);
  }

  private Map<String, Double> updates(double seconds) throws InterruptedException {
    updater.answers(learner.drawn().answers(batch), stats.updated());
    updater.active(true);
    Counts before = counts();
    Thread.sleep((long) (1e3 * seconds));
    Counts after = counts();
    updater.active(false);
    drain();
    Clients.requireNothingLost();
    return Map.of("updates", after.rate(before, each -> each.getUpdates().getApplied()));
  }

  private Map<String, Double> work(double seconds, String mode) throws Exception {
    boolean paced = mode.equals("paced");
    learner.paced(paced);
    writer.paced(!mode.equals("add"));
    writer.active(!mode.equals("learn"));
    learner.active(!mode.equals("add"));
    Counts before = counts();
    learner.roundTrips();
    learner.effects();
    Thread.sleep((long) (1e3 * seconds));
    Counts after = counts();
    Quantiles.Summary roundTrips = learner.roundTrips();
    Quantiles.Summary effects = learner.effects();
    writer.active(false);
    learner.active(false);
    drain();
    Clients.requireNothingLost();

    Map<String, Double> figures = new HashMap<>();
    String of = paced ? "paced_" : "";
    if (!mode.equals("learn")) {
      figures.put(of + "inserts", after.rate(before, each -> each.getTotals().getInserted()));
      figures.put("sent_bytes", writer.bytesPerStep());
    }
    if (!mode.equals("add")) {
      figures.put(of + "samples", after.received(before));
      figures.put(of + "updates", after.rate(before, each -> each.getUpdates().getApplied()));
      figures.put("answer_bytes", learner.bytesPerItem());
      roundTrips.into(figures, paced ? "sample_ms" : "closed_sample_ms");
      effects.into(figures, paced ? "effect_ms" : "closed_effect_ms");
    }
    Published now = after.published;
    figures.put(
        "held_bytes",
        (double) now.sum(Stats::getHeldBytes) / now.sum(each -> each.getItems().getLive()));
    return figures;
  }

  /** Waits until the service has done its work, so that it rests when others are measured. */
  private void drain() throws InterruptedException {
    while (!learner.idle()) {
      Thread.sleep(10);
    }
    Published now = stats.next();
    while (now.sum(each -> each.getSteps().getReceived()) < writer.sentSteps()
        || now.sum(each -> each.getUpdates().getReceived()) < updater.sent()) {
      now = stats.next();
    }
  }

  private Counts counts() throws InterruptedException {
    Published now = stats.next();
    return new Counts(now, System.nanoTime(), learner.received());
  }

  private record Counts(Published published, long ns, long items) {

    double rate(Counts before, java.util.function.ToLongFunction<Stats> count) {
      return published.rateSince(before.published, count);
    }

    double received(Counts before) {
      return (items - before.items) / ((ns - before.ns) / 1e9);
    }
  }

  @Override
  public void close() {
    writer.close();
    learner.close();
    updater.close();
    stats.close();
  }

  @Command(name = "load", description = "Writers and learners.")
  static final class Start implements Callable<Integer> {

    @Mixin private TableOptions table = new TableOptions();
    @Mixin private DemandOptions demand = new DemandOptions();

    @Option(names = "--servers", required = true)
    private String servers = "";

    @Override
    public Integer call() throws Exception {
      return Sides.serve(new LoadSide(servers, table.table(), demand.demand()));
    }
  }
}
