package dev.cairn.jobs.jar;

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
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job's jar on a Flink that has nothing of Cairn: steps go in, batches come out, and a
 * TaskManager that is killed goes on from a checkpoint.
 */
class JobJarITCase {

  private static final String YAML =
      """
      space: jar
      tables:
        t:
          shards: 2
          capacity: {items: 20000, bytes: 8 MiB}
          columns:
            obs: {dtype: float32, shape: [2], observation: true}
            rewards: {dtype: float32}
          importance: {scorer: td_error, normaliser: live_rank, window: 1000}
          limiter: {min_size: 100}
          max_batch: 32
          max_chunk_steps: 16
      """;

  private static final int STEPS = 500;
  private static final int EPISODE = 25;

  /** Kept after a failure: what the processes said is in it. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  @Timeout(600)
  void run_fromUsrlib_insertsSamplesAndComesBack() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        FlinkProcesses flink = new FlinkProcesses(directory.resolve("flink"))) {
      CairnConfig config =
          ConfigFile.parse("test", YAML, null).withBootstrapServers(kafka.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
        admin.create(TopicPlan.of(config));
      }
      Path file = Files.writeString(directory.resolve("cairn.yaml"), YAML);
      flink.startJobManager(file, kafka.bootstrapServers());
      Process taskManager = flink.startTaskManager();
      flink.awaitRunning(Duration.ofSeconds(300));

      try (TableInfo info = TableInfo.open("jar", config.kafka());
          Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka());
          MinibatchReader reader =
              new MinibatchReader(
                  ReaderOptions.of("jar", "t", "learner", new Beta(1, 1)).withBatchSize(32),
                  producer,
                  KafkaClients.consumer(config.kafka()),
                  info)) {
        assertThat(info.awaitTable("t", Duration.ofSeconds(120))).isTrue();
        write(producer, info, "before");
        long attempt = draw(reader, 0);

        awaitCheckpoint();
        taskManager.destroyForcibly().onExit().join();
        flink.startTaskManager();
        write(producer, info, "after");
        draw(reader, attempt + 1);
      }
    }
  }

  private void awaitCheckpoint() throws Exception {
    try (var files = Files.walk(directory.resolve("flink/checkpoints"))) {
      if (files.anyMatch(file -> file.endsWith("_metadata"))) {
        return;
      }
    }
    Thread.sleep(200);
    awaitCheckpoint();
  }

  private static void write(Producer<byte[], byte[]> producer, TableInfo info, String stream)
      throws Exception {
    Row observation = new Row();
    Row step = new Row();
    try (TrajectoryWriter out =
        new TrajectoryWriter(WriterOptions.of("jar", stream, "t"), producer, info)) {
      for (int n = 0; n < STEPS; n++) {
        if (n % EPISODE == 0) {
          out.begin(observation.floats("obs", n, 0));
        }
        step.scalar("rewards", (float) n);
        out.append(step, observation.floats("obs", n + 1, 0), n % EPISODE == EPISODE - 1, false);
      }
      out.flush();
      assertThat(out.stepsAcknowledged()).isEqualTo(STEPS);
    }
  }

  /** Draws until both shards answered with an attempt of at least this; returns the newest. */
  private static long draw(MinibatchReader reader, long least) throws Exception {
    long[] attempts = {-1, -1};
    long updates = 0;
    while (attempts[0] < least || attempts[1] < least) {
      try {
        SampledBatch batch = reader.next(Duration.ofSeconds(5));
        assertThat(batch.size()).isPositive();
        reader.learnerStep(++updates);
        reader.updatePriorities(batch, new float[batch.size()]);
        attempts[batch.record().getShard()] = batch.record().getAttempt();
      } catch (NoSamplesException e) {
        // The job is being restored; the test's time limit ends this.
      }
    }
    return Math.max(attempts[0], attempts[1]);
  }
}
