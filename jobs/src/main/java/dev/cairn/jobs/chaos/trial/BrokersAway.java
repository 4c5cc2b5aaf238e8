package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.BROKER;
import static dev.cairn.jobs.chaos.trial.Clusters.OFTEN;

import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.chaos.fault.Down;
import java.nio.file.Path;
import java.time.Duration;

/** The only broker is killed and stays away. */
record BrokersAway(Duration lasts) implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);

  @Override
  public String name() {
    return "broker-away-" + lasts.toSeconds() + "s";
  }

  @Override
  public String does() {
    return "kill the only broker for " + lasts.toSeconds() + " s: memory is bounded, all goes on";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    try (Trial trial = Trial.prepare(folder, Clusters.small(1), OFTEN, seen::note)) {
      trial.start();
      trial.send((int) (300 * (30 + lasts.toSeconds())), 300);
      trial.awaitCheckpoints(5, WAIT);
      long restarts = trial.figures().restarts();
      long before = mib(trial);
      long[] most = {0};
      trial.hit(
          new Down(Clusters.only(BROKER), lasts),
          () -> {
            long end = System.nanoTime() + lasts.toNanos();
            while (System.nanoTime() < end) {
              most[0] = Math.max(most[0], mib(trial));
              Thread.sleep(500);
            }
          });
      long healed = System.nanoTime();
      trial.cluster().awaitRunning(WAIT);
      trial.awaitCheckpoints(1, WAIT);
      seen.note(
          "checkpoint_complete_after_ms="
              + (System.nanoTime() - healed) / 1_000_000
              + " restarts="
              + (trial.figures().restarts() - restarts)
              + " failed_checkpoints="
              + trial.figures().failedCheckpoints());
      seen.note("resident MiB of the TaskManager: before " + before + ", meanwhile " + most[0]);
      seen.require(
          most[0] < trial.cluster().options().taskManagerMib(),
          "memory stays below what the process was given");
      seen.outcome(trial.end());
    }
  }

  private static long mib(Trial trial) {
    return Memory.mib(trial.cluster(), "task-manager-1");
  }
}
