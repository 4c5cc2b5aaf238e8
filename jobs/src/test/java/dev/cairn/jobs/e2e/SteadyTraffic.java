package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.schema.Stats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;

/**
 * A writer of about 500 steps a second and a learner, which go on whatever happens to job and
 * brokers. The table has the column {@code rewards} and no observations.
 */
final class SteadyTraffic implements AutoCloseable {

  private static final int EPISODE = 25;

  private final CairnConfig config;
  private final String table;
  private final TableInfo info;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Future<Long> writer;
  private final Future<?> learner;
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong attempt = new AtomicLong();
  private volatile boolean stopped;

  SteadyTraffic(CairnConfig config, String table) throws InterruptedException {
    this.config = config;
    this.table = table;
    this.info = TableInfo.open(config.space(), config.kafka());
    assertThat(info.awaitTable(table, Duration.ofSeconds(90))).as("the job publishes").isTrue();
    writer = threads.submit(this::write);
    learner = threads.submit(this::learn);
  }

  TableInfo info() {
    return info;
  }

  /** The newest attempt of any shard that has answered. */
  long attempt() {
    return attempt.get();
  }

  /** The attempt of each shard, as it is published after this call. */
  List<Long> attempts() throws InterruptedException {
    Published.await(info, table, stats -> true);
    return info.shards(table).stream().map(Stats::getAttempt).toList();
  }

  /** Waits until so many batches more have come; fails when none does for a minute. */
  void awaitBatches(int more) throws InterruptedException {
    long wanted = batches.get() + more;
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (batches.get() < wanted) {
      assertThat(writer.isDone() || learner.isDone()).as("writer and learner go on").isFalse();
      assertThat(System.nanoTime()).as("batches=%s wanted=%s", batches, wanted).isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** Ends both; returns the number of steps that Kafka acknowledged, which are all. */
  long stop() throws InterruptedException, ExecutionException, TimeoutException {
    stopped = true;
    learner.get(60, TimeUnit.SECONDS);
    return writer.get(60, TimeUnit.SECONDS);
  }

  private long write() throws InterruptedException {
    Row nothing = new Row();
    Row step = new Row();
    try (Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka());
        TrajectoryWriter out =
            new TrajectoryWriter(
                WriterOptions.of(config.space(), "steady", table), producer, info)) {
      long n = 0;
      for (; !stopped; n++) {
        if (n % EPISODE == 0) {
          out.begin(nothing);
          Thread.sleep(EPISODE * 2);
        }
        step.scalar("rewards", (float) (n % 1_000));
        out.append(step, nothing, n % EPISODE == EPISODE - 1, false);
      }
      out.flush();
      assertThat(out.stepsAcknowledged()).isEqualTo(n);
      return n;
    }
  }

  private void learn() {
    try (Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka());
        MinibatchReader reader =
            new MinibatchReader(
                ReaderOptions.of(config.space(), table, "steady", new Beta(0.4, 1_000))
                    .withBatchSize(32),
                producer,
                KafkaClients.consumer(config.kafka()),
                info)) {
      while (!stopped) {
        try {
          SampledBatch batch = reader.next(Duration.ofSeconds(1));
          reader.learnerStep(batches.get() + 1);
          reader.updatePriorities(batch, batch.floats("rewards"));
          attempt.accumulateAndGet(batch.record().getAttempt(), Math::max);
          batches.incrementAndGet();
        } catch (NoSamplesException e) {
          // The job is away.
        }
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
    info.close();
  }
}
