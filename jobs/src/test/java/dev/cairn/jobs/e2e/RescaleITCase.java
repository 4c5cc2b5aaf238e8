package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another parallelism from savepoint to savepoint, with traffic all the time, checkpoints that fail
 * in their asynchronous phase, a TaskManager that dies after that, and restores that are cancelled:
 * totals and probabilities stay what they are.
 */
class RescaleITCase {

  private static final Duration WAIT = Duration.ofSeconds(90);
  private static final int ITEMS = 256;
  private static final double ALPHA = 0.6;
  private static final double EPSILON = 1e-6;
  private static final String TABLE =
      """
        %s:
          shards: 4
          capacity: {items: 40000, bytes: 8 MiB}
          columns: {rewards: {dtype: float32}}
          tiers: [{share: 1, capacity_share: 1}]
          sampler: {alpha: %s, epsilon: 1.0e-6}
          max_batch: 64
          max_chunk_steps: 16
          segment_bytes: 4 KiB
      """;

  @TempDir private Path directory;

  private int starts;

  private static CairnConfig config(EmbeddedKafka kafka, double alpha) {
    String yaml =
        "space: rescale\ntables:\n" + TABLE.formatted("still", alpha) + TABLE.formatted("busy", 0);
    return ConfigFile.parse("test", yaml, null).withBootstrapServers(kafka.bootstrapServers());
  }

  @Test
  @Timeout(900)
  void rescale_oneTwoFourThreeOneUnderTraffic_totalsAndProbabilitiesStay() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      CairnConfig config = config(kafka, ALPHA);
      try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
        admin.create(TopicPlan.of(config));
      }
      // A reader knows a table from what it publishes: hence from the first job on.
      try (TrafficAndSavepoint first = begin(config)) {
        SteadyTraffic traffic = first.traffic();
        Path savepoint = first.savepoint();
        for (int parallelism : new int[] {2, 4, 3, 1}) {
          savepoint = liveThrough(parallelism, config, traffic, savepoint);
        }
        CairnConfig sharper = config(kafka, 1);
        try (EmbeddedFlink flink = flink(2)) {
          flink.submit(env -> ReplayPipeline.build(env, sharper.pipeline(1)), savepoint);
          traffic.awaitBatches(10);
          long acknowledged = traffic.stop();
          Ledgers busy = Drain.await(traffic.info(), "busy", () -> acknowledged, WAIT);
          assertThat(busy.imbalances(acknowledged)).isEmpty();
          assertThat(busy.items().created()).isEqualTo(acknowledged);
          assertThat(Ledgers.of(traffic.info().shards("still")).items().live()).isEqualTo(ITEMS);
          assertProbabilities(sharper, 1);
        }
      }
    }
  }

  /** What goes on when the first job has ended. */
  private record TrafficAndSavepoint(SteadyTraffic traffic, Path savepoint)
      implements AutoCloseable {
    @Override
    public void close() {
      traffic.close();
    }
  }

  private TrafficAndSavepoint begin(CairnConfig config) throws Exception {
    try (EmbeddedFlink flink = flink(1)) {
      JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)));
      fillStill(config);
      SteadyTraffic traffic = new SteadyTraffic(config, "busy");
      traffic.awaitBatches(10);
      return new TrafficAndSavepoint(traffic, savepoint(flink, job));
    }
  }

  /** A life of the job at a parallelism, up to its savepoint. */
  private Path liveThrough(int parallelism, CairnConfig config, SteadyTraffic traffic, Path from)
      throws Exception {
    try (EmbeddedFlink flink = flink(parallelism)) {
      for (int afterMs = 0; parallelism == 4 && afterMs < 400; afterMs += 100) {
        JobID restoring = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)), from);
        Thread.sleep(afterMs);
        flink.cancel(restoring);
        assertThat(flink.status(restoring).get()).isEqualTo(JobStatus.CANCELED);
      }
      JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)), from);
      traffic.awaitBatches(10);
      List<Long> attempts = traffic.attempts();
      failACheckpoint(flink, job);
      traffic.awaitBatches(10);
      assertThat(traffic.attempts())
          .as("a checkpoint that fails restarts nothing")
          .isEqualTo(attempts);
      flink.killTaskManager();
      await("new attempts", () -> traffic.attempts().stream().noneMatch(attempts::contains));
      assertProbabilities(config, ALPHA);
      return savepoint(flink, job);
    }
  }

  private Path savepoint(EmbeddedFlink flink, JobID job) {
    Path savepoint = flink.savepoint(job, directory.resolve("savepoints"));
    flink.cancel(job);
    return savepoint;
  }

  /** One fails in its asynchronous phase; a later one is complete. */
  private void failACheckpoint(EmbeddedFlink flink, JobID job) throws Exception {
    FailingFileSystem.refuse(1);
    await("a file is refused", () -> FailingFileSystem.left() == 0);
    await("a checkpoint has failed", () -> counts(flink, job).path("failed").asInt() > 0);
    int completed = counts(flink, job).path("completed").asInt();
    await("a later one", () -> counts(flink, job).path("completed").asInt() > completed + 1);
  }

  private static JsonNode counts(EmbeddedFlink flink, JobID job) throws Exception {
    URI page = URI.create(flink.webPage() + "/jobs/" + job + "/checkpoints");
    return new JsonMapper().readTree(page.toURL()).path("counts");
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + WAIT.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static float tdError(float reward) {
    return ((int) reward % 16 + 1) / 4f;
  }

  /** Items whose rewards are 0, 1, ..., and each of which has its TD error. */
  private static void fillStill(CairnConfig config) throws Exception {
    try (TableInfo info = TableInfo.open("rescale", config.kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka())) {
      assertThat(info.awaitTable("still", WAIT)).as("the job publishes").isTrue();
      Row nothing = new Row();
      Row step = new Row();
      for (int first = 0; first < ITEMS; first += 16) {
        try (TrajectoryWriter out =
            new TrajectoryWriter(
                WriterOptions.of("rescale", "still-" + first, "still"), producer, info)) {
          out.begin(nothing);
          for (int n = first; n < first + 16; n++) {
            out.append(step.scalar("rewards", (float) n), nothing, false, false);
          }
          out.flush();
        }
      }
      Set<Float> known = new HashSet<>();
      try (MinibatchReader reader = reader(config, info, producer, "teacher")) {
        while (known.size() < ITEMS) {
          SampledBatch batch = reader.next(WAIT);
          float[] rewards = batch.floats("rewards");
          float[] values = new float[rewards.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = tdError(rewards[i]);
            if (batch.priorities()[i] == values[i]) {
              known.add(rewards[i]);
            }
          }
          reader.updatePriorities(batch, values);
        }
      }
    }
  }

  /** P(i) of what is drawn is that of the whole table, whatever the parallelism. */
  private static void assertProbabilities(CairnConfig config, double alpha) throws Exception {
    double sum = 0;
    for (int n = 0; n < ITEMS; n++) {
      sum += Math.pow(tdError(n) + EPSILON, alpha);
    }
    Set<Float> seen = new HashSet<>();
    try (TableInfo info = TableInfo.open("rescale", config.kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka())) {
      Published.await(info, "still", stats -> true);
      try (MinibatchReader reader = reader(config, info, producer, "looker")) {
        for (int n = 0; n < 40; n++) {
          SampledBatch batch = reader.next(WAIT);
          for (int i = 0; i < batch.size(); i++) {
            float reward = batch.floats("rewards")[i];
            double expected = Math.pow(tdError(reward) + EPSILON, alpha) / sum;
            assertThat(batch.probabilities()[i]).isCloseTo(expected, withinPercentage(0.001));
            seen.add(reward);
          }
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(ITEMS * 9 / 10);
  }

  private static MinibatchReader reader(
      CairnConfig config, TableInfo info, Producer<byte[], byte[]> producer, String learner) {
    return new MinibatchReader(
        ReaderOptions.of("rescale", "still", learner, Beta.constant(1)).withBatchSize(64),
        producer,
        KafkaClients.consumer(config.kafka()),
        info);
  }

  private EmbeddedFlink flink(int parallelism) {
    Path home = directory.resolve("flink-" + starts++);
    return EmbeddedFlink.start(
        home,
        0,
        parallelism,
        Map.of(
            "execution.checkpointing.interval",
            "500 ms",
            // A busy machine is no failure: nothing may restart here by itself.
            "heartbeat.timeout",
            "30000",
            "execution.checkpointing.dir",
            FailingFileSystem.SCHEME + "://" + home.resolve("checkpoints"),
            // Else small files are part of the metadata, and nothing is written besides.
            "execution.checkpointing.data-inline-threshold",
            "0 kb"));
  }
}
