package dev.cairn.jobs.embedded;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.TableInfo;
import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.start.CheckpointDirectory;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import dev.cairn.replay.TableSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * The whole service in this JVM: broker, topics, Flink and the replay job; and the clients that may
 * be shared. Thread-safe. Up in about 5 s.
 */
public final class EmbeddedService implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(120);

  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;
  private final CairnConfig config;
  private final JobID job;
  private final CompletableFuture<JobResult> result;
  private final TableInfo info;
  private final Producer<byte[], byte[]> producer;

  private EmbeddedService(
      EmbeddedKafka kafka,
      EmbeddedFlink flink,
      CairnConfig config,
      long seed,
      @Nullable Path from) {
    this.kafka = kafka;
    this.flink = flink;
    this.config = config;
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      admin.create(TopicPlan.of(config));
    }
    info = TableInfo.open(config.space(), config.kafka());
    producer = KafkaClients.producer(config.kafka());
    // The folder is this service's own, so what later checkpoints do without may go.
    job =
        flink.submit(
            env -> ReplayPipeline.build(env, config.pipeline(seed)), from, RecoveryClaimMode.CLAIM);
    result = flink.result(job);
  }

  /**
   * Starts everything and waits until every table publishes.
   *
   * @param directory where Kafka's log ({@code kafka}) and Flink's files ({@code flink}) go
   * @param port of Flink's web page; 0 for any
   * @param seed of the tables' draws
   * @throws StartException when a part does not start
   */
  public static EmbeddedService start(CairnConfig config, Path directory, int port, long seed)
      throws InterruptedException {
    return start(config, directory, port, seed, null);
  }

  /**
   * Starts everything where another service of the same directory was, however that ended: on its
   * log, from its newest checkpoint, or from the beginning of the log if it came to none; what the
   * log has besides is read again.
   *
   * @throws StartException when a part does not start
   */
  public static EmbeddedService resume(CairnConfig config, Path directory, int port, long seed)
      throws InterruptedException {
    Path checkpoints = directory.resolve("flink").resolve("checkpoints");
    Path newest = CheckpointDirectory.newest(checkpoints).orElse(null);
    return start(config, directory, port, seed, newest);
  }

  private static EmbeddedService start(
      CairnConfig config, Path directory, int port, long seed, @Nullable Path from)
      throws InterruptedException {
    CompletableFuture<EmbeddedFlink> flinkStarting =
        CompletableFuture.supplyAsync(
            () -> EmbeddedFlink.start(directory.resolve("flink"), port, 1, config.flink()));
    @Nullable EmbeddedKafka kafka = null;
    @Nullable EmbeddedService service = null;
    try {
      kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
      EmbeddedFlink flink = flinkStarting.join();
      service =
          new EmbeddedService(
              kafka, flink, config.withBootstrapServers(kafka.bootstrapServers()), seed, from);
      service.awaitTables();
      return service;
    } catch (CompletionException e) {
      closeAll(service, kafka, flinkStarting);
      throw e.getCause() instanceof StartException readable ? readable : e;
    } catch (RuntimeException | InterruptedException e) {
      closeAll(service, kafka, flinkStarting);
      throw e;
    }
  }

  private static void closeAll(
      @Nullable EmbeddedService service,
      @Nullable EmbeddedKafka kafka,
      CompletableFuture<EmbeddedFlink> flink) {
    if (service != null) {
      service.close();
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

  private void awaitTables() throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    for (TableSpec table : config.tables()) {
      while (!info.awaitTable(table.name(), Duration.ofMillis(200))) {
        if (result.isDone() || System.nanoTime() > end) {
          throw new StartException("the replay job does not start: " + whyJobEnded());
        }
      }
    }
  }

  /** The configuration with the broker's address. */
  public CairnConfig config() {
    return config;
  }

  /** What the tables publish; not to be closed by others. */
  public TableInfo info() {
    return info;
  }

  /** A producer to share; not to be closed by others. */
  public Producer<byte[], byte[]> producer() {
    return producer;
  }

  /** Address of Flink's web page. */
  public URI webPage() {
    return flink.webPage();
  }

  /** {@link EmbeddedFlink#killTaskManager}. */
  public void killTaskManager() {
    flink.killTaskManager();
  }

  /** Why the job ended; null while it runs. */
  public @Nullable String ended() {
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
