package dev.cairn.jobs.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A cluster at a moment.
 *
 * @param directory its folder
 * @param space name space of the experiment
 * @param bootstrapServers of Kafka
 * @param pages Flink's web pages
 * @param processes in the order in which they are started
 * @param job the job; null while no JobManager answers for it
 * @param cause why the job failed last, while it does not run; null when nothing is known
 * @param newestCheckpoint on disk; null for none
 */
public record ClusterStatus(
    String directory,
    String space,
    String bootstrapServers,
    List<String> pages,
    List<Line> processes,
    @Nullable JobFigures job,
    @Nullable String cause,
    @Nullable String newestCheckpoint) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public ClusterStatus {
    pages = List.copyOf(pages);
    processes = List.copyOf(processes);
  }

  /**
   * A process.
   *
   * @param role its name
   * @param pid its id; null while it is down
   * @param state up, paused or down
   * @param metrics where Prometheus finds its metrics; null when it has none
   */
  public record Line(String role, @Nullable Long pid, String state, @Nullable String metrics) {

    static Line of(ClusterProcess process, MetricsPorts ports) {
      OptionalLong pid = process.pid();
      OptionalInt port = ports.port(process.role());
      return new Line(
          process.role().toString(),
          pid.isPresent() ? Long.valueOf(pid.getAsLong()) : null,
          process.state().name().toLowerCase(Locale.ROOT),
          port.isPresent() ? "http://127.0.0.1:" + port.getAsInt() + "/metrics" : null);
    }
  }

  /** Whether every process is up and every task of the job runs. */
  public boolean healthy() {
    return job != null && job.running() && processes.stream().allMatch(p -> p.state().equals("up"));
  }

  /** For programs. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * For people.
   *
   * @param nowMs ms since the epoch
   */
  public String table(long nowMs) {
    StringBuilder text = new StringBuilder();
    for (Line line : processes) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-16s %8s  %s%s%n",
              line.role(),
              line.pid() == null ? "-" : line.pid().toString(),
              line.state(),
              line.metrics() == null ? "" : "  " + line.metrics()));
    }
    text.append(row("kafka", bootstrapServers));
    text.append(row("page", String.join(" ", pages)));
    text.append(row("job", job == null ? "unknown: no JobManager answers for it" : words(job)));
    if (cause != null) {
      text.append(row("cause", cause));
    }
    text.append(row("checkpoint", newest(nowMs)));
    return text.toString();
  }

  private static String words(JobFigures job) {
    return String.format(
        Locale.ROOT,
        "%s tasks=%d/%d restarts=%s checkpoints=%d failed=%d",
        job.state(),
        job.runningTasks(),
        job.tasks(),
        job.restarts() < 0 ? "?" : Long.toString(job.restarts()),
        job.checkpoints(),
        job.failedCheckpoints());
  }

  private String newest(long nowMs) {
    if (job != null && job.lastCheckpointId() >= 0) {
      return String.format(
          Locale.ROOT,
          "%d, %.1f s ago, %.1f MiB, %s",
          job.lastCheckpointId(),
          (nowMs - job.lastCheckpointMs()) / 1000.0,
          job.lastCheckpointBytes() / (double) (1 << 20),
          job.lastCheckpointPath());
    }
    return newestCheckpoint == null ? "none" : newestCheckpoint;
  }

  private static String row(String name, String value) {
    return String.format(Locale.ROOT, "%-16s %s%n", name, value);
  }
}
