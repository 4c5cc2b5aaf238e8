package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.Beta;
import dev.cairn.client.TableInfo;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.LearnerFile;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.Stats;
import dev.cairn.schema.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training run of processes of which every one is killed, learner and brokers included: started
 * again, it goes on from the learner's own checkpoint. Run by {@code scripts/cluster-checks}.
 */
class TrainingClusterCheck {

  private static final ClusterOptions OPTIONS =
      new ClusterOptions(1, 2, 1, 0, false, 1, 0, 640, 800, 64, 256, 2, 1);

  private static final Duration WAIT = Duration.ofMinutes(4);
  private static final int UPDATES = 600;

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
  void run_everythingKilled_goesOnFromTheLearnersCheckpoint() throws Exception {
    Cluster cluster =
        Cluster.create(directory, OPTIONS, ConfigFile.shipped("cluster.yaml"), Map.of(), null);
    cluster.start();
    String table = cluster.config().demo().table();
    String space = cluster.config().space();
    Path file = cluster.folder().learner(new Role(Role.Kind.LEARNER, 1)).resolve("learner.avro");
    await("it learns", () -> updates(file) >= UPDATES);
    long receivedBefore;
    try (TableInfo info = TableInfo.open(space, cluster.config().kafka())) {
      assertThat(info.awaitTable(table, WAIT)).isTrue();
      Published.await(info, table, stats -> true);
      receivedBefore = Ledgers.of(info.shards(table)).steps().received();
    }

    long killedMs = System.currentTimeMillis();
    cluster.processes().forEach(ClusterProcess::kill);
    long kept = updates(file);
    long began = System.nanoTime();
    Cluster again = Cluster.open(directory);
    again.start();
    said("everything killed; the job runs again after " + msSince(began) + " ms");

    ConcurrentLinkedQueue<Double> lags = new ConcurrentLinkedQueue<>();
    try (TableInfo info = TableInfo.open(space, again.config().kafka());
        TopicReader<Feedback> feedback =
            new TopicReader<>(
                again.config().kafka(), new Topics(space).feedback(), Feedback.class)) {
      long restartedMs = System.currentTimeMillis();
      info.addListener(stats -> note(stats, table, restartedMs, lags));
      await("it learns again", () -> updates(file) >= kept + UPDATES);
      long now = updates(file);
      List<Feedback> all = feedback.until("the newest", f -> versionOfLast(f) >= now);
      List<Long> before = versions(all, 0, killedMs);
      List<Long> after = versions(all, killedMs, Long.MAX_VALUE);
      long reached = before.get(before.size() - 1);
      Beta beta = new Beta(again.config().demo().beta(), again.config().demo().betaSteps());
      said(
          "learner reached "
              + reached
              + ", its checkpoint had "
              + kept
              + ", it went on at "
              + after.get(0)
              + "; beta "
              + beta.at(reached)
              + " -> "
              + beta.at(after.get(0))
              + "; policy lag "
              + lags);

      assertThat(after.get(0)).as("where its checkpoint was").isEqualTo(kept);
      assertThat(reached).isGreaterThanOrEqualTo(kept);
      assertNoJump(before);
      assertNoJump(after);
      // Items of versions that the learner has not come to again count as a lag below 0.
      assertThat(lags).isNotEmpty().allMatch(lag -> lag >= kept - reached && lag <= now);

      assertThat(info.awaitTable(table, WAIT)).isTrue();
      Published.await(info, table, stats -> true);
      Ledgers ledgers = Ledgers.of(info.shards(table));
      said("" + ledgers);
      assertThat(ledgers.steps().received()).isGreaterThan(receivedBefore);
      assertThat(ledgers.imbalances(ledgers.steps().received() - ledgers.steps().duplicates()))
          .isEmpty();
    }
  }

  private static void assertNoJump(List<Long> versions) {
    for (int i = 1; i < versions.size(); i++) {
      assertThat(versions.get(i) - versions.get(i - 1)).as("at %d", i).isBetween(0L, 1L);
    }
  }

  private static void note(
      Stats stats, String table, long sinceMs, ConcurrentLinkedQueue<Double> lags) {
    if (stats.getTable().equals(table)
        && stats.getAtMs() >= sinceMs
        && !Double.isNaN(stats.getPolicyLag())) {
      lags.add(stats.getPolicyLag());
    }
  }

  private static List<Long> versions(List<Feedback> all, long fromMs, long toMs) {
    return all.stream()
        .filter(each -> each.getSentMs() >= fromMs && each.getSentMs() < toMs)
        .map(Feedback::getPolicyVersion)
        .toList();
  }

  private static long versionOfLast(List<Feedback> all) {
    return all.isEmpty() ? -1 : all.get(all.size() - 1).getPolicyVersion();
  }

  private static long updates(Path file) {
    return Files.exists(file) ? LearnerFile.read(file).state().updates() : -1;
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + WAIT.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(100);
    }
  }

  private static long msSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static void said(String line) {
    System.out.println("cluster-check: " + line);
  }
}
