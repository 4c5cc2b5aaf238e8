package dev.cairn.jobs.bench;

import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.schema.Stats;
import org.apache.flink.api.common.JobID;

/**
 * Loads the whole service in this JVM, broker, writer and learner included: one operator at
 * parallelism 1 takes chunks in while it answers requests and applies feedback. Before and after it
 * the same chunks go through Kafka alone, so that the figures can be put beside the machine's.
 */
public final class ThroughputBenchmark {

  private final BenchOptions options;

  public ThroughputBenchmark(BenchOptions options) {
    this.options = options;
  }

  /** Runs it: about the warm-up twice and the measured seconds. */
  public BenchReport run() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(options.directory().resolve("kafka"), 0)) {
      CairnConfig config =
          ConfigFile.parse("bench", options.table().yaml(), null)
              .withBootstrapServers(kafka.bootstrapServers());
      BenchTopics.create(config);
      // The first time only warms up.
      RawKafka.measure(kafka.bootstrapServers(), options.table(), options.warmupSeconds() / 2.0);
      RawKafka.Rates raw =
          RawKafka.measure(kafka.bootstrapServers(), options.table(), options.seconds() / 2.0);
      try (EmbeddedFlink flink =
          EmbeddedFlink.start(options.directory().resolve("flink"), 0, 1, options.flink())) {
        JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)));
        try {
          return load(kafka.bootstrapServers(), raw);
        } finally {
          flink.cancel(job);
        }
      }
    }
  }

  private BenchReport load(String servers, RawKafka.Rates raw) throws Exception {
    Demand demand = Demand.closed(options.rate(), options.inFlight());
    try (StatsReader stats = new StatsReader(servers, options.table().shards());
        LearnerLoad learner = new LearnerLoad(servers, options.table(), demand)) {
      stats.start();
      stats.next();
      WriterLoad writer = new WriterLoad(servers, options.table(), demand, stats);
      writer.start();
      learner.start();
      // On a busy machine the first answer may take longer than the warm-up.
      while (stats.next().only().getTotals().getSampled() == 0) {
        // Statistics come once a second.
      }
      Thread.sleep(1_000L * options.warmupSeconds());

      learner.roundTrips();
      CpuTimes cpuBefore = CpuTimes.now();
      Published before = stats.next();
      Quantiles feedback = watch(stats);
      Published after = stats.next();
      Quantiles.Summary roundTrips = learner.roundTrips();
      String cpu = CpuTimes.now().since(cpuBefore, 0.02);
      writer.close();

      Thread.sleep(3_000);
      learner.roundTrips();
      Quantiles idleFeedback = watch(stats);
      Clients.requireNothingLost();
      return new BenchReport(
          raw,
          after.rateSince(before, each -> each.getTotals().getInserted()),
          after.rateSince(before, each -> each.getTotals().getSampled()),
          after.rateSince(before, each -> each.getUpdates().getApplied()),
          feedback.take(),
          roundTrips,
          idleFeedback.take(),
          learner.roundTrips(),
          stats.next().only(),
          cpu);
    }
  }

  /** Feedback latencies that the shard publishes: medians, and 99th percentiles as the largest. */
  private Quantiles watch(StatsReader stats) throws InterruptedException {
    Quantiles seen = new Quantiles();
    long end = System.nanoTime() + options.seconds() * 1_000_000_000L;
    while (System.nanoTime() < end) {
      Stats now = stats.next().only();
      if (now.getFeedbackMs().size() == 2) {
        seen.add(now.getFeedbackMs().get(0));
        seen.add(now.getFeedbackMs().get(1));
      }
    }
    return seen;
  }
}
