package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.OFTEN;

import dev.cairn.client.TableInfo;
import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.chaos.fault.DiskFull;
import dev.cairn.jobs.chaos.fault.Down;
import dev.cairn.jobs.chaos.fault.Fault;
import dev.cairn.jobs.chaos.fault.SmallDisk;
import dev.cairn.jobs.chaos.fault.StorageAway;
import dev.cairn.jobs.cluster.JobFigures;
import dev.cairn.jobs.inspect.CheckpointFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * No checkpoint can be written for a while.
 *
 * @param away whether the storage is gone; else it is full
 */
record CheckpointStorage(boolean away) implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final Duration LASTS = Duration.ofSeconds(20);
  private static final int MIB = 96;

  @Override
  public String name() {
    return away ? "storage-away-checkpoints" : "disk-full-checkpoints";
  }

  @Override
  public String does() {
    return (away ? "take the checkpoints' storage away" : "fill the checkpoints' disk")
        + " for 20 s: checkpoints fail and are counted, the job runs on";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("checkpoints"), MIB);
        Trial trial = Trial.prepare(folder, Clusters.small(1), OFTEN, seen::note)) {
      trial.start();
      trial.send(30_000, 500);
      trial.awaitCheckpoints(3, WAIT);
      Fault fault = away ? new StorageAway(disk.folder(), LASTS) : new DiskFull(disk, LASTS);
      JobFigures before = trial.figures();
      try (TableInfo info = trial.info()) {
        trial.hit(fault, () -> fails(trial, info, before, seen));
      }
      long healed = System.nanoTime();
      trial.awaitCheckpoints(1, WAIT);
      seen.note("checkpoint_complete_after_ms=" + (System.nanoTime() - healed) / 1_000_000);
      seen.require(trial.figures().restarts() == before.restarts(), "no restart");
      killed(trial, seen);
      seen.outcome(trial.end());
    }
  }

  private void fails(Trial trial, TableInfo info, JobFigures before, Seen seen)
      throws InterruptedException {
    trial.await(
        "checkpoints fail",
        WAIT,
        () -> trial.figures().failedCheckpoints() >= before.failedCheckpoints() + 3);
    long created = Trial.created(info);
    trial.await("steps go on", WAIT, () -> Trial.created(info) > created + 500);
    JobFigures now = trial.figures();
    seen.note("failed checkpoints: " + (now.failedCheckpoints() - before.failedCheckpoints()));
    seen.require(now.running(), "the job runs, and takes in steps");
    if (!away) {
      Path last = Path.of(URI.create(String.valueOf(now.lastCheckpointPath())));
      seen.require(CheckpointFiles.problems(last).isEmpty(), "the last checkpoint is whole");
    }
  }

  /** What was written since is right. */
  private static void killed(Trial trial, Seen seen) throws InterruptedException {
    long restarts = trial.figures().restarts();
    trial.hit(new Down(Clusters.only(Clusters.TASK_MANAGER), Duration.ZERO));
    trial.await("it is noticed", WAIT, () -> trial.figures().restarts() > restarts);
    trial.cluster().awaitRunning(WAIT);
    seen.note("a TaskManager killed afterwards: restored");
  }
}
