package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.OFTEN;
import static dev.cairn.jobs.chaos.trial.Clusters.TASK_MANAGER;

import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.chaos.fault.Damage;
import dev.cairn.jobs.chaos.fault.Down;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.inspect.CheckpointFiles;
import dev.cairn.jobs.start.CheckpointDirectory;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The newest checkpoint is cut short, changed or not all there. */
final class CheckpointDamaged implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final int FLIPS = 200;

  @Override
  public String name() {
    return "checkpoint-damaged";
  }

  @Override
  public String does() {
    return "damage the newest checkpoint: Flink's restart and cluster start refuse it, the older one"
        + " restores";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    try (Trial trial = Trial.prepare(folder, Clusters.small(1), OFTEN, seen::note)) {
      trial.start();
      trial.send(10_000, 500);
      trial.awaitCheckpoints(4, WAIT);
      restartByFlink(trial, seen);
      trial.awaitCheckpoints(4, WAIT);
      trial.hit("Stopped", "everything", () -> startByHand(trial, seen));
      trial.send(2_000, 500);
      seen.outcome(trial.end());
    }
  }

  private static void restartByFlink(Trial trial, Seen seen) throws Exception {
    trial.hit(
        new Down(List.of(TASK_MANAGER), Duration.ZERO),
        () -> {
          Path file = ownFile(newest(trial.cluster()));
          try (Damage damage = Damage.missing(file)) {
            trial.cluster().process("task-manager-1").start();
            trial.await("the job fails", WAIT, () -> names(cause(trial), file));
            seen.note("file gone during a restart: " + cause(trial));
            seen.require(
                !trial.figures().running() && trial.figures().restarts() > 0,
                "the job waits and does not start empty");
          }
        });
    trial.cluster().awaitRunning(WAIT);
    seen.note("file back: the job runs again by itself");
  }

  private static String cause(Trial trial) {
    return trial.cluster().flink().cause().orElse("");
  }

  private static boolean names(String message, Path file) {
    return message.contains(String.valueOf(file.getFileName()));
  }

  private static void startByHand(Trial trial, Seen seen) {
    Cluster cluster = trial.cluster();
    cluster.stop();
    Path newest = newest(cluster);
    Path file = ownFile(newest);
    Path metadata = newest.resolve("_metadata");
    refuses(cluster, Damage.missing(file), seen);
    refuses(cluster, Damage.cut(file), seen);
    refuses(cluster, Damage.cut(metadata), seen);
    flips(newest, metadata, seen);
    Damage flipped = Damage.flipped(file, 0.5);
    refusal(cluster, flipped, seen);
    Path older =
        CheckpointFiles.newestWhole(cluster.folder().checkpoints().resolve(cluster.jobId()))
            .orElseThrow(() -> new StartException("no checkpoint is whole"));
    seen.note("going on with --from-savepoint " + older);
    trial.goOnFrom(older, Map.of());
    trial.cluster().start();
    flipped.close();
  }

  private static void refuses(Cluster cluster, Damage damage, Seen seen) {
    try (damage) {
      refusal(cluster, damage, seen);
    }
  }

  private static void refusal(Cluster cluster, Damage damage, Seen seen) {
    String message = "none: it started";
    try {
      cluster.start();
    } catch (StartException e) {
      message = String.valueOf(e.getMessage());
    }
    seen.note(damage.what() + ": " + message);
    seen.require(
        message.startsWith("the checkpoint is damaged")
            && message.contains(damage.file().toString())
            && message.contains("whole is --from-savepoint ")
            && cluster.processes().stream()
                .allMatch(process -> process.state() == ClusterProcess.State.DOWN),
        "refused with file, reason and the older checkpoint, before anything was started");
  }

  /** What has no checksum: how much of it is found all the same. */
  private static void flips(Path checkpoint, Path metadata, Seen seen) {
    Random random = new Random(1);
    int found = 0;
    for (int i = 0; i < FLIPS; i++) {
      try (Damage damage = Damage.flipped(metadata, random.nextDouble())) {
        found += CheckpointFiles.problems(checkpoint).isEmpty() ? 0 : 1;
      }
    }
    seen.note(
        "single bits flipped in _metadata: " + found + " of " + FLIPS + " found at the start");
  }

  private static Path newest(Cluster cluster) {
    return cluster.folder().newestCheckpoint(cluster.jobId()).orElseThrow();
  }

  /** A table of RocksDB that no older checkpoint has. */
  private static Path ownFile(Path checkpoint) {
    List<Path> files = new ArrayList<>(CheckpointFiles.tables(checkpoint));
    for (Path other : CheckpointDirectory.all(checkpoint.resolve("..").normalize())) {
      if (!other.equals(checkpoint)) {
        files.removeAll(CheckpointFiles.tables(other));
      }
    }
    return files.stream()
        .findFirst()
        .orElseThrow(() -> new StartException("every file is shared: " + checkpoint));
  }
}
