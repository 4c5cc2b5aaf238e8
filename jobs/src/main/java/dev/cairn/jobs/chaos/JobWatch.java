package dev.cairn.jobs.chaos;

import dev.cairn.jobs.cluster.FlinkRest;
import dev.cairn.jobs.cluster.JobFigures;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks Flink every second how the job is, and writes down when it restarted by itself. */
final class JobWatch implements AutoCloseable {

  private static final long LOOK_MS = 1_000;

  private final FlinkRest flink;
  private final HistoryFile history;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "job-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Optional<JobFigures> newest = Optional.empty();
  private long restartedMs;

  JobWatch(FlinkRest flink, HistoryFile history) {
    this.flink = flink;
    this.history = history;
  }

  /** Begins to ask. */
  void watch() {
    clock.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    newest = flink.job();
    long at = flink.restartedMs().orElse(0);
    if (at > restartedMs) {
      restartedMs = at;
      history.append(new Event.Restarted(at, "job"));
    }
  }

  /** The job; empty while no JobManager knows it. */
  Optional<JobFigures> job() {
    return newest;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
