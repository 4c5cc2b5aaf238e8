package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.OFTEN;
import static dev.cairn.jobs.chaos.trial.Clusters.TASK_MANAGER;

import dev.cairn.jobs.chaos.Trial;
import java.nio.file.Path;
import java.time.Duration;

/** The TaskManager stands still for less than the heartbeat's time-out, 15 s. */
final class TaskManagerPaused implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "task-manager-paused";
  }

  @Override
  public String does() {
    return "stop the TaskManager for 10 s: no restart of the job, and all goes on";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    try (Trial trial = Trial.prepare(folder, Clusters.small(1), OFTEN, seen::note)) {
      trial.start();
      trial.send(10_000, 500);
      trial.awaitCheckpoints(2, WAIT);
      long restarts = trial.figures().restarts();
      trial.hit("Pause", TASK_MANAGER.toString(), () -> pause(trial));
      long healed = System.nanoTime();
      trial.awaitCheckpoints(1, WAIT);
      seen.note("checkpoint_complete_after_ms=" + (System.nanoTime() - healed) / 1_000_000);
      seen.require(trial.figures().restarts() == restarts, "no restart of the job");
      seen.outcome(trial.end());
    }
  }

  private static void pause(Trial trial) throws InterruptedException {
    trial.pause(TASK_MANAGER);
    try {
      Thread.sleep(PAUSE.toMillis());
    } finally {
      trial.resume(TASK_MANAGER);
    }
  }
}
