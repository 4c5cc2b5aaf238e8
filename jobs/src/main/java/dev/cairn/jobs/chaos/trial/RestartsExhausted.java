package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.TASK_MANAGER;

import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.chaos.fault.Down;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.JobFigures;
import dev.cairn.jobs.inspect.CheckpointFiles;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A job that cannot run uses up its restarts, and is resumed when the cause is put right. */
final class RestartsExhausted implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);

  @Override
  public String name() {
    return "restarts-exhausted";
  }

  @Override
  public String does() {
    return "take RocksDB's folder away until the job is FAILED, then resume it from its checkpoint";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    Path rocksdb = Files.createDirectories(folder.resolve("rocksdb"));
    Map<String, String> flink =
        Map.of(
            "execution.checkpointing.interval",
            "2 s",
            "state.backend.rocksdb.localdir",
            rocksdb.toString(),
            "restart-strategy.exponential-delay.attempts-before-reset-backoff",
            "5");
    try (Trial trial = Trial.prepare(folder, Clusters.small(1), flink, seen::note)) {
      trial.start();
      trial.send(10_000, 500);
      trial.awaitCheckpoints(2, WAIT);
      trial.hit(
          new Down(List.of(TASK_MANAGER), Duration.ZERO), () -> exhaust(trial, rocksdb, seen));
      seen.outcome(trial.end());
    }
  }

  private static void exhaust(Trial trial, Path rocksdb, Seen seen) throws InterruptedException {
    Cluster cluster = trial.cluster();
    replaceByFile(rocksdb);
    cluster.process("task-manager-1").start();
    trial.await("the job has failed", WAIT, () -> trial.figures().ended());
    JobFigures failed = trial.figures();
    String cause = String.valueOf(cluster.status().cause());
    seen.note("state=" + failed.state() + " restarts=" + failed.restarts() + " cause=" + cause);
    seen.require(failed.state().equals("FAILED"), "FAILED and no endless loop");
    seen.require(cause.contains(rocksdb.toString()), "cairn cluster status shows the cause");
    Path kept =
        CheckpointFiles.newestWhole(cluster.folder().checkpoints().resolve(cluster.jobId()))
            .orElseThrow(() -> new StartException("no checkpoint was kept"));
    seen.note("kept " + kept);

    trial.await(
        "it is written down", WAIT, () -> Files.exists(cluster.folder().result(cluster.jobId())));
    cluster.stop();
    String message = "none: it started";
    try {
      cluster.start();
    } catch (StartException e) {
      message = String.valueOf(e.getMessage());
    }
    seen.note("start as it is: " + message);
    seen.require(
        message.startsWith("the job has ended for good") && message.contains(kept.toString()),
        "start without a checkpoint says what to do");

    putBack(rocksdb);
    trial.goOnFrom(kept, Map.of());
    trial.cluster().start();
    seen.note("resumed with --from-savepoint " + kept);
  }

  private static void replaceByFile(Path folder) {
    try {
      Files.move(folder, folder.resolveSibling("away"));
      Files.createFile(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void putBack(Path folder) {
    try {
      Files.delete(folder);
      Files.move(folder.resolveSibling("away"), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
