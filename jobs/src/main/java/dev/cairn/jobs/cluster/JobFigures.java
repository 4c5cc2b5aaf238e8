package dev.cairn.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The replay job as Flink's REST interface shows it.
 *
 * @param state as Flink names it: RUNNING, RESTARTING, FAILED, ...
 * @param tasks of the job, 0 before it is planned
 * @param runningTasks of them
 * @param restarts since its JobManager leads; -1 when unknown
 * @param checkpoints completed since then
 * @param failedCheckpoints since then
 * @param lastCheckpointId number of the newest complete one; -1 for none
 * @param lastCheckpointMs when it was complete, ms since the epoch; -1 for none
 * @param lastCheckpointBytes size of its whole state; -1 for none
 * @param lastCheckpointPath its directory; null for none
 */
public record JobFigures(
    String state,
    int tasks,
    int runningTasks,
    long restarts,
    long checkpoints,
    long failedCheckpoints,
    long lastCheckpointId,
    long lastCheckpointMs,
    long lastCheckpointBytes,
    @Nullable String lastCheckpointPath) {

  /** Whether every task of the job runs. */
  public boolean running() {
    return state.equals("RUNNING") && tasks > 0 && runningTasks == tasks;
  }

  /** Whether it has ended for good. */
  public boolean ended() {
    return state.equals("FAILED") || state.equals("CANCELED") || state.equals("FINISHED");
  }

  /**
   * Reads Flink's answers.
   *
   * @param job entry of {@code /jobs/overview}
   * @param checkpoints answer of {@code /jobs/ID/checkpoints}; null when there was none
   */
  static JobFigures of(JsonNode job, @Nullable JsonNode checkpoints, long restarts) {
    JsonNode counts = checkpoints == null ? job.path("none") : checkpoints.path("counts");
    JsonNode latest = checkpoints == null ? job.path("none") : checkpoints.path("latest");
    JsonNode completed = latest.path("completed");
    return new JobFigures(
        job.path("state").asText(),
        job.path("tasks").path("total").asInt(),
        job.path("tasks").path("running").asInt(),
        restarts,
        counts.path("completed").asLong(),
        counts.path("failed").asLong(),
        completed.path("id").asLong(-1),
        completed.path("latest_ack_timestamp").asLong(-1),
        completed.path("state_size").asLong(-1),
        completed.hasNonNull("external_path") ? completed.path("external_path").asText() : null);
  }
}
