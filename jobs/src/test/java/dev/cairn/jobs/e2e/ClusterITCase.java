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
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.ClusterStatus;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.jobs.embedded.ListeningSockets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of processes: kill -9 of a TaskManager and of the JobManager lose and double nothing,
 * and what is stopped leaves no process.
 */
class ClusterITCase {

  private static final String YAML =
      """
      space: cluster
      tables:
        t:
          shards: 2
          capacity: {items: 20000, bytes: 8 MiB}
          columns:
            obs: {dtype: float32, shape: [2], observation: true}
            rewards: {dtype: float32}
          limiter: {min_size: 100}
          max_batch: 32
          max_chunk_steps: 16
      """;

  /** So that the loss of a JobManager is noticed in seconds. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "heartbeat.interval",
          "500",
          "heartbeat.timeout",
          "5000",
          "high-availability.zookeeper.client.session-timeout",
          "4000",
          "execution.checkpointing.interval",
          "1 s");

  private static final ClusterOptions OPTIONS =
      new ClusterOptions(1, 2, 1, 0, false, 1, 0, 640, 800, 64, 256, 0, 0);

  private static final int EPISODE = 25;

  /** Kept after a failure: the logs are in it. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private long written;

  @AfterEach
  void stop() {
    if (Cluster.exists(directory)) {
      Cluster.open(directory).stop();
    }
  }

  @Test
  @Timeout(400)
  void kill_taskManagerThenJobManager_losesAndDoublesNothing() throws Exception {
    Cluster cluster =
        Cluster.create(directory, OPTIONS, ConfigFile.parse("test", YAML, null), IMPATIENT, null);
    cluster.start();
    assertThat(cluster.status().healthy()).as(cluster.status().json()).isTrue();
    List<Long> pids =
        cluster.processes().stream().map(process -> process.pid().orElseThrow()).toList();

    try (TableInfo info = TableInfo.open("cluster", cluster.config().kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(cluster.config().kafka());
        MinibatchReader reader =
            new MinibatchReader(
                ReaderOptions.of("cluster", "t", "learner", new Beta(1, 1)).withBatchSize(32),
                producer,
                KafkaClients.consumer(cluster.config().kafka()),
                info)) {
      assertThat(info.awaitTable("t", Duration.ofSeconds(60))).isTrue();
      write(producer, info, "before");
      long attempt = draw(reader, 0);
      requireMetrics(cluster);
      requireLoopbackOnly(cluster);

      killAndStartAgain(cluster, "task-manager-1");
      write(producer, info, "taskManagerKilled");
      attempt = draw(reader, attempt + 1);

      killAndStartAgain(cluster, "job-manager-1");
      write(producer, info, "jobManagerKilled");
      draw(reader, attempt + 1);

      Ledgers ledgers = Drain.await(info, "t", () -> written, Duration.ofSeconds(60));
      assertThat(ledgers.imbalances(written)).isEmpty();
      assertThat(ledgers.items().created()).isEqualTo(written);
    }

    cluster.awaitRunning(Duration.ofSeconds(60));
    assertThat(cluster.folder().newestCheckpoint(cluster.jobId())).isPresent();
    cluster.stop();
    assertThat(cluster.processes())
        .allMatch(process -> process.state() == ClusterProcess.State.DOWN);
    assertThat(pids).noneMatch(ClusterITCase::runs);
  }

  /** One that has ended and is not yet known to have does not run. */
  private static boolean runs(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }

  /** Each of Flink's processes serves Prometheus at the address that the status shows. */
  private static void requireMetrics(Cluster cluster) throws Exception {
    StringBuilder scraped = new StringBuilder();
    for (ClusterStatus.Line line : cluster.status().processes()) {
      if (line.metrics() != null) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(line.metrics())).build();
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).as(line.role()).contains("flink_");
        scraped.append(answer.body());
      }
    }
    assertThat(scraped)
        .contains("flink_jobmanager_numRunningJobs", "operator_cairn_table_shard_liveItems");
  }

  private static void requireLoopbackOnly(Cluster cluster) throws Exception {
    if (Files.exists(Path.of("/proc/net/tcp"))) {
      for (ClusterProcess process : cluster.processes()) {
        assertThat(ListeningSockets.of(process.pid().orElseThrow()))
            .as("%s listens on", process.role())
            .isNotEmpty()
            .allMatch(ListeningSockets::isLoopback);
      }
    }
  }

  private static void killAndStartAgain(Cluster cluster, String role) {
    ClusterProcess process = cluster.process(role);
    process.kill();
    assertThat(process.state()).isEqualTo(ClusterProcess.State.DOWN);
    process.start();
  }

  private void write(Producer<byte[], byte[]> producer, TableInfo info, String stream)
      throws Exception {
    Row observation = new Row();
    Row step = new Row();
    try (TrajectoryWriter out =
        new TrajectoryWriter(WriterOptions.of("cluster", stream, "t"), producer, info)) {
      for (int n = 0; n < 20 * EPISODE; n++) {
        if (n % EPISODE == 0) {
          out.begin(observation.floats("obs", n, 0));
        }
        step.scalar("rewards", (float) n);
        out.append(step, observation.floats("obs", n + 1, 0), n % EPISODE == EPISODE - 1, false);
      }
      out.flush();
      written += out.stepsAcknowledged();
    }
  }

  /** Draws until both shards answered with an attempt of at least this; returns the newest. */
  private static long draw(MinibatchReader reader, long least) throws Exception {
    long[] attempts = {-1, -1};
    long updates = 0;
    long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (attempts[0] < least || attempts[1] < least) {
      assertThat(System.nanoTime()).as("attempts=%s", attempts).isLessThan(end);
      try {
        SampledBatch batch = reader.next(Duration.ofSeconds(5));
        reader.learnerStep(++updates);
        reader.updatePriorities(batch, new float[batch.size()]);
        attempts[batch.record().getShard()] = batch.record().getAttempt();
      } catch (NoSamplesException e) {
        // The job is being restored.
      }
    }
    return Math.max(attempts[0], attempts[1]);
  }
}
