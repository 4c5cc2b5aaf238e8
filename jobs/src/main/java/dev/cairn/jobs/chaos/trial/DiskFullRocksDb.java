package dev.cairn.jobs.chaos.trial;

import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.chaos.fault.DiskFull;
import dev.cairn.jobs.chaos.fault.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** No room where RocksDB has its files. */
final class DiskFullRocksDb implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final int MIB = 96;

  @Override
  public String name() {
    return "disk-full-rocksdb";
  }

  @Override
  public String does() {
    return "fill the disk of RocksDB for 20 s: the task fails, and recovers once there is room";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("rocksdb"), MIB)) {
      Map<String, String> flink =
          Map.of(
              "execution.checkpointing.interval",
              "2 s",
              "state.backend.rocksdb.localdir",
              disk.folder().toString());
      try (Trial trial = Trial.prepare(folder, Clusters.small(1), flink, seen::note)) {
        trial.start();
        trial.send(40_000, 500);
        trial.awaitCheckpoints(2, WAIT);
        long restarts = trial.figures().restarts();
        trial.hit(
            new DiskFull(disk, Duration.ofSeconds(20)),
            () -> {
              trial.await("the job fails", WAIT, () -> trial.figures().restarts() > restarts);
              trial.await("the cause is seen", WAIT, () -> cause(trial).contains("o space left"));
              seen.note("cause: " + cause(trial));
            });
        long healed = System.nanoTime();
        trial.cluster().awaitRunning(WAIT);
        long recovered = (System.nanoTime() - healed) / 1_000_000;
        seen.note(
            "restarts="
                + (trial.figures().restarts() - restarts)
                + " running_after_ms="
                + recovered);
        trial.awaitCheckpoints(1, WAIT);
        seen.outcome(trial.end());
      }
    }
  }

  private static String cause(Trial trial) {
    return trial.cluster().flink().cause().orElse("");
  }
}
