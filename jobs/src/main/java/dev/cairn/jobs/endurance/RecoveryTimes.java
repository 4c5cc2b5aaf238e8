package dev.cairn.jobs.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the time from a kill to the first batch went into. Moments are those of the JobManager's
 * clock, which is this machine's; how long the index took is said by the operator's log.
 *
 * @param detectionMs until the JobManager knew
 * @param restartMs until the tasks were sent to a TaskManager: delay before the restart, slots
 * @param deployMs until the task began to restore
 * @param stateMs copying and opening RocksDB's files
 * @param indexMs making the index of the shards from them
 * @param firstBatchMs from then until a minibatch was at the learner
 */
record RecoveryTimes(
    long detectionMs,
    long restartMs,
    long deployMs,
    long stateMs,
    long indexMs,
    long firstBatchMs) {

  private static final String OPERATOR = "replay";
  private static final Pattern INDEX =
      Pattern.compile("event=restored table=steps .* index_ms=([0-9]+) ");

  /**
   * @param killedMs ms since the epoch
   * @param batchMs when the first batch of the new attempt was there
   * @throws IllegalStateException when Flink does not know of a restart since
   */
  static RecoveryTimes of(Cluster cluster, long killedMs, long batchMs) {
    Task task = Task.of(cluster);
    long index = indexMs(cluster, task.taskManager);
    long detected = detectedMs(cluster, killedMs);
    return new RecoveryTimes(
        detected - killedMs,
        task.deployingMs - detected,
        task.initializingMs - task.deployingMs,
        task.runningMs - task.initializingMs - index,
        index,
        batchMs - task.runningMs);
  }

  /** The first failure that the JobManager noticed since. */
  private static long detectedMs(Cluster cluster, long killedMs) {
    long first = Long.MAX_VALUE;
    JsonNode exceptions = cluster.flink().ofJob("/exceptions").orElseThrow();
    for (JsonNode entry : exceptions.path("exceptionHistory").path("entries")) {
      long at = entry.path("timestamp").asLong();
      if (at >= killedMs) {
        first = Math.min(first, at);
      }
    }
    if (first == Long.MAX_VALUE) {
      throw new IllegalStateException(
          "the JobManager must have noticed the kill: exceptions=" + exceptions);
    }
    return first;
  }

  private static long indexMs(Cluster cluster, String taskManager) {
    long index = 0;
    try {
      for (String line : Files.readAllLines(cluster.folder().log(Role.parse(taskManager)))) {
        Matcher found = INDEX.matcher(line);
        if (found.find()) {
          index = Long.parseLong(found.group(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the log cannot be read: role=" + taskManager, e);
    }
    return index;
  }

  /**
   * The operator's only task.
   *
   * @param taskManager role of the process that it is on
   * @param deployingMs when it was sent there, as the next ones ms since the epoch
   * @param initializingMs when it began to restore
   * @param runningMs when it ran
   */
  record Task(String taskManager, long deployingMs, long initializingMs, long runningMs) {

    /** As it is now; all its moments are known once the job runs. */
    static Task of(Cluster cluster) {
      JsonNode job = cluster.flink().ofJob("").orElseThrow();
      for (JsonNode vertex : job.path("vertices")) {
        if (vertex.path("name").asText().startsWith(OPERATOR)) {
          String path = "/vertices/" + vertex.path("id").asText();
          JsonNode task = cluster.flink().ofJob(path).orElseThrow().path("subtasks").path(0);
          JsonNode lasted = task.path("status-duration");
          long deploying = task.path("start-time").asLong();
          long initializing = deploying + lasted.path("DEPLOYING").asLong();
          return new Task(
              task.path("taskmanager-id").asText(),
              deploying,
              initializing,
              initializing + lasted.path("INITIALIZING").asLong());
        }
      }
      throw new IllegalStateException("the job must have a task of this name: name=" + OPERATOR);
    }
  }

  /** State and index together, ms. */
  long restoreMs() {
    return stateMs + indexMs;
  }

  long sumMs() {
    return detectionMs + restartMs + deployMs + stateMs + indexMs + firstBatchMs;
  }

  /** One line for people. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%.1f s = detection %.1f + restart %.1f + deployment %.1f + state %.1f + index %.1f + first"
            + " batch %.1f",
        sumMs() / 1e3,
        detectionMs / 1e3,
        restartMs / 1e3,
        deployMs / 1e3,
        stateMs / 1e3,
        indexMs / 1e3,
        firstBatchMs / 1e3);
  }
}
