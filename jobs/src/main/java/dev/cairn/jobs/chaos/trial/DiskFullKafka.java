package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.OFTEN;

import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.chaos.fault.DiskFull;
import dev.cairn.jobs.chaos.fault.SmallDisk;
import dev.cairn.jobs.cluster.ClusterProcess;
import java.nio.file.Path;
import java.time.Duration;

/** No room where Kafka has its log. */
final class DiskFullKafka implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final int MIB = 256;

  @Override
  public String name() {
    return "disk-full-kafka";
  }

  @Override
  public String does() {
    return "fill the broker's disk for 20 s: it ends, writers wait, and all goes on when it is back";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("kafka/broker-1"), MIB);
        Trial trial = Trial.prepare(folder, Clusters.small(1), OFTEN, seen::note)) {
      trial.start();
      trial.send(30_000, 500);
      trial.awaitCheckpoints(2, WAIT);
      long restarts = trial.figures().restarts();
      trial.hit(
          new DiskFull(disk, Duration.ofSeconds(20)),
          () -> {
            ClusterProcess broker = trial.cluster().process("broker-1");
            trial.await("the broker ends", WAIT, () -> broker.state() == ClusterProcess.State.DOWN);
            seen.note("the broker has ended, as Kafka does when it cannot write its only log");
          });
      trial.start(Clusters.BROKER);
      trial.cluster().awaitRunning(WAIT);
      trial.awaitCheckpoints(1, WAIT);
      seen.note("job restarts=" + (trial.figures().restarts() - restarts));
      seen.outcome(trial.end());
    }
  }
}
