package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.cluster.Changeover;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.JobChange;
import dev.cairn.jobs.cluster.JobFigures;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.jobs.topics.Replicas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers, a JobManager with a standby, two TaskManagers, and traffic all the time: brokers
 * are killed one after the other and no job restarts; the leading JobManager is killed and the
 * standby goes on with the same job; a TaskManager is killed again and again while the job is
 * restored; the job is rescaled. Run by {@code scripts/cluster-checks}.
 */
class StandbyClusterCheck {

  private static final ClusterOptions OPTIONS =
      new ClusterOptions(3, 2, 1, 0, true, 1, 0, 640, 800, 64, 256, 0, 0);

  private static final String YAML =
      """
      space: standby
      tables:
        t:
          shards: 4
          capacity: {items: 20000, bytes: 8 MiB}
          columns: {rewards: {dtype: float32}}
          max_batch: 32
          max_chunk_steps: 16
      """;

  private static final Duration WAIT = Duration.ofSeconds(90);
  private static final int KILLS_WHILE_RESTORED = 8;

  /** Kept after a failure: the logs are in it. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @AfterEach
  void stop() {
    if (Cluster.exists(directory)) {
      Cluster.open(directory).stop();
    }
  }

  @Test
  @Timeout(900)
  void cluster_everythingDoubled_losesAndDoublesNothing() throws Exception {
    Cluster cluster =
        Cluster.create(
            directory,
            OPTIONS,
            ConfigFile.parse("test", YAML, null),
            Map.of("execution.checkpointing.interval", "1 s"),
            null);
    cluster.start();
    try (SteadyTraffic traffic = new SteadyTraffic(cluster.config(), "t")) {
      traffic.awaitBatches(20);
      killEachBroker(cluster, traffic);
      killTheLeader(cluster, traffic);
      killWhileRestored(cluster, traffic);
      for (int parallelism : new int[] {4, 3, 1, 2}) {
        said("rescale to " + parallelism);
        ClusterOptions options = cluster.options().withParallelism(parallelism);
        cluster =
            new Changeover(cluster, line -> {})
                .to(JobChange.to(options, cluster.config(), Map.of()));
        traffic.awaitBatches(20);
      }
      long acknowledged = traffic.stop();
      Ledgers ledgers = Drain.await(traffic.info(), "t", () -> acknowledged, WAIT);
      said("acknowledged=" + acknowledged + " " + ledgers);
      assertThat(ledgers.imbalances(acknowledged)).isEmpty();
      assertThat(ledgers.items().created()).isEqualTo(acknowledged);
    }
  }

  private static void killEachBroker(Cluster cluster, SteadyTraffic traffic) throws Exception {
    List<Long> attempts = traffic.attempts();
    for (ClusterProcess broker : cluster.processes(Role.Kind.BROKER)) {
      long began = System.nanoTime();
      broker.kill();
      traffic.awaitBatches(50);
      said(broker.role() + " killed: 50 batches in " + msSince(began) + " ms");
      broker.start();
      await("replicas in step again", () -> Replicas.inStep(cluster.config(), 3));
      traffic.awaitBatches(50);
    }
    assertThat(traffic.attempts()).as("no restart").isEqualTo(attempts);
    assertThat(cluster.flink().job().orElseThrow().restarts()).isZero();
  }

  private static void killTheLeader(Cluster cluster, SteadyTraffic traffic) throws Exception {
    String jobId = cluster.jobId();
    for (int n = 0; n < 2; n++) {
      ClusterProcess leader = leader(cluster);
      long attempt = Collections.max(traffic.attempts());
      long began = System.nanoTime();
      leader.kill();
      await("the standby leads, the job is restored", () -> traffic.attempt() > attempt);
      said(leader.role() + " killed: first batch of the standby's after " + msSince(began) + " ms");
      cluster.awaitRunning(WAIT);
      traffic.awaitBatches(20);
      assertThat(leader(cluster).role()).isNotEqualTo(leader.role());
      assertThat(cluster.jobId()).isEqualTo(jobId);
      leader.start();
      traffic.awaitBatches(20);
    }
  }

  /** The one that Flink granted leadership last. */
  private static ClusterProcess leader(Cluster cluster) throws Exception {
    Map<String, ClusterProcess> byTime = new TreeMap<>();
    for (ClusterProcess each : cluster.processes(Role.Kind.JOB_MANAGER)) {
      Files.readAllLines(cluster.folder().log(each.role())).stream()
          .filter(line -> line.contains("granted leadership"))
          .forEach(line -> byTime.put(line, each));
    }
    return List.copyOf(byTime.values()).get(byTime.size() - 1);
  }

  /** Bursts of kills, each while the job comes back from the one before. */
  private static void killWhileRestored(Cluster cluster, SteadyTraffic traffic) throws Exception {
    Random random = new Random(1);
    ClusterProcess victim = cluster.process("task-manager-1");
    long began = System.nanoTime();
    for (int kill = 0; kill < KILLS_WHILE_RESTORED; kill++) {
      victim.kill();
      victim.start();
      await(
          "tasks are deployed or restored",
          () ->
              cluster
                  .flink()
                  .job()
                  .filter(job -> job.state().equals("RUNNING") || job.runningTasks() > 0)
                  .filter(job -> !job.running() || random.nextInt(20) == 0)
                  .map(JobFigures::state)
                  .isPresent());
      Thread.sleep(random.nextInt(1_500));
    }
    cluster.awaitRunning(WAIT);
    traffic.awaitBatches(20);
    said(
        KILLS_WHILE_RESTORED
            + " kills during restores: flows again after "
            + msSince(began)
            + " ms");
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + WAIT.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static long msSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static void said(String line) {
    System.out.println("cluster-check: " + line);
  }
}
