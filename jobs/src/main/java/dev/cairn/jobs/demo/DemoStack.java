package dev.cairn.jobs.demo;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.TableInfo;
import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Broker, topics, Flink, the replay job, and the clients that all of the demo shares. */
final class DemoStack implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(120);

  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;
  private final CairnConfig config;
  private final JobID job;
  private final CompletableFuture<JobResult> result;
  private final TableInfo info;
  private final Producer<byte[], byte[]> producer;

  private DemoStack(EmbeddedKafka kafka, EmbeddedFlink flink, CairnConfig config, long seed) {
    this.kafka = kafka;
    this.flink = flink;
    this.config = config;
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      admin.create(TopicPlan.of(config));
    }
    info = TableInfo.open(config.space(), config.kafka());
    producer = KafkaClients.producer(config.kafka());
    job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(seed)));
    result = flink.result(job);
  }

  /**
   * Starts everything and waits until the table publishes.
   *
   * @throws StartException when a part does not start
   */
  static DemoStack start(CairnConfig config, RunFolder folder, int port, long seed)
      throws InterruptedException {
    CompletableFuture<EmbeddedFlink> flinkStarting =
        CompletableFuture.supplyAsync(
            () -> EmbeddedFlink.start(folder.flink(), port, 1, config.flink()));
    @Nullable EmbeddedKafka kafka = null;
    @Nullable DemoStack stack = null;
    try {
      kafka = EmbeddedKafka.start(folder.kafka(), 0);
      EmbeddedFlink flink = flinkStarting.join();
      stack =
          new DemoStack(kafka, flink, config.withBootstrapServers(kafka.bootstrapServers()), seed);
      stack.awaitTable();
      return stack;
    } catch (CompletionException e) {
      closeAll(stack, kafka, flinkStarting);
      throw e.getCause() instanceof StartException readable ? readable : e;
    } catch (RuntimeException | InterruptedException e) {
      closeAll(stack, kafka, flinkStarting);
      throw e;
    }
  }

  private static void closeAll(
      @Nullable DemoStack stack,
      @Nullable EmbeddedKafka kafka,
      CompletableFuture<EmbeddedFlink> flink) {
    if (stack != null) {
      stack.close();
      return;
    }
    var unused =
        flink.handle(
            (started, error) -> {
              if (started != null) {
                started.close();
              }
              return null;
            });
    if (kafka != null) {
      kafka.close();
    }
  }

  private void awaitTable() throws InterruptedException {
    String table = config.demo().table();
    long end = System.nanoTime() + START.toNanos();
    while (!info.awaitTable(table, Duration.ofMillis(200))) {
      if (result.isDone() || System.nanoTime() > end) {
        throw new StartException("the replay job does not start: " + whyJobEnded());
      }
    }
  }

  /** The configuration with the broker's address. */
  CairnConfig config() {
    return config;
  }

  TableInfo info() {
    return info;
  }

  Producer<byte[], byte[]> producer() {
    return producer;
  }

  URI webPage() {
    return flink.webPage();
  }

  void killTaskManager() {
    flink.killTaskManager();
  }

  /** Why the job ended; null while it runs. */
  @Nullable String ended() {
    return result.isDone() ? "the replay job ended: " + whyJobEnded() : null;
  }

  private String whyJobEnded() {
    if (!result.isDone()) {
      return "it publishes nothing after " + START.toSeconds() + " s";
    }
    return result
        .handle(
            (end, error) ->
                error != null
                    ? error.toString()
                    : end.getSerializedThrowable().map(Throwable::toString).orElse("no reason"))
        .join();
  }

  @Override
  public void close() {
    info.close();
    producer.close(Duration.ofSeconds(5));
    flink.cancel(job);
    flink.close();
    kafka.close();
  }
}
