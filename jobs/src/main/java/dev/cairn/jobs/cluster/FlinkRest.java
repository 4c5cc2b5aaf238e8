package dev.cairn.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Flink's REST interface, through whichever JobManager answers: a standby passes on to the leader.
 * Thread-safe. A call takes some milliseconds, or 3 s where a process stands still.
 */
public final class FlinkRest {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final String CAUSED_BY = "Caused by: ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final List<URI> addresses;
  private final String jobId;

  /**
   * @param addresses of the JobManagers
   */
  FlinkRest(List<URI> addresses, String jobId) {
    this.addresses = List.copyOf(addresses);
    this.jobId = jobId;
  }

  /** Addresses of Flink's web pages, one a JobManager. */
  public List<URI> pages() {
    return addresses;
  }

  /** The job as it is now; empty while no JobManager knows it. */
  public Optional<JobFigures> job() {
    JsonNode overview = get("/jobs/overview");
    for (JsonNode job : overview == null ? JSON.createArrayNode() : overview.path("jobs")) {
      if (job.path("jid").asText().equals(jobId)) {
        // While a job is made ready Flink has no more to say, and logs an error when asked.
        boolean ready = job.path("tasks").path("total").asInt() > 0;
        return Optional.of(
            JobFigures.of(
                job,
                ready ? get("/jobs/" + jobId + "/checkpoints") : null,
                ready ? metric("numRestarts") : -1));
      }
    }
    return Optional.empty();
  }

  /** Whether a checkpoint is being taken, as of {@code web.refresh-interval} ago. */
  public boolean checkpointing() {
    JsonNode checkpoints = get("/jobs/" + jobId + "/checkpoints");
    return checkpoints != null && checkpoints.path("counts").path("in_progress").asInt() > 0;
  }

  /** Whether a task is being restored. */
  public boolean restoring() {
    JsonNode overview = get("/jobs/overview");
    for (JsonNode job : overview == null ? JSON.createArrayNode() : overview.path("jobs")) {
      if (job.path("jid").asText().equals(jobId)) {
        return job.path("tasks").path("initializing").asInt() > 0;
      }
    }
    return false;
  }

  /**
   * When the job last began to restart, since its JobManager leads; ms since the epoch. Empty when
   * it has not, or no JobManager answers.
   */
  public OptionalLong restartedMs() {
    JsonNode job = get("/jobs/" + jobId);
    long at = job == null ? 0 : job.path("timestamps").path("RESTARTING").asLong();
    return at > 0 ? OptionalLong.of(at) : OptionalLong.empty();
  }

  /** Why the job failed last: the innermost cause; empty when it never did, or nobody knows. */
  public Optional<String> cause() {
    JsonNode exceptions = get("/jobs/" + jobId + "/exceptions?maxExceptions=1");
    String trace =
        exceptions == null
            ? ""
            : exceptions.at("/exceptionHistory/entries/0/stacktrace").asText("");
    return trace
        .lines()
        .filter(line -> line.startsWith(CAUSED_BY))
        .reduce((outer, inner) -> inner)
        .or(() -> trace.lines().findFirst())
        .map(line -> line.startsWith(CAUSED_BY) ? line.substring(CAUSED_BY.length()) : line);
  }

  /**
   * What Flink says of the job, as it says it.
   *
   * @param path below {@code /jobs/ID}, such as {@code /exceptions}; empty for the job itself
   * @return empty while no JobManager answers
   */
  public Optional<JsonNode> ofJob(String path) {
    return Optional.ofNullable(get("/jobs/" + jobId + path));
  }

  /** Slots of living TaskManagers that no task has; 0 while no JobManager answers. */
  public int freeSlots() {
    JsonNode overview = get("/overview");
    return overview == null ? 0 : overview.path("slots-available").asInt();
  }

  /**
   * Takes a savepoint; the job runs on.
   *
   * @param directory under which it is written
   * @return the directory of the savepoint itself
   * @throws StartException when it is not complete in time
   */
  public Path savepoint(Path directory, Duration timeout) {
    ObjectNode request = JSON.createObjectNode();
    request.put("target-directory", directory.toAbsolutePath().toUri().toString());
    request.put("cancel-job", false);
    request.put("formatType", "CANONICAL");
    JsonNode trigger = post("/jobs/" + jobId + "/savepoints", request);
    String id = trigger == null ? "" : trigger.path("request-id").asText();
    long end = System.nanoTime() + timeout.toNanos();
    String why = trigger == null ? "no JobManager answers" : "it is not complete";
    while (!id.isEmpty() && System.nanoTime() < end) {
      JsonNode answer = get("/jobs/" + jobId + "/savepoints/" + id);
      JsonNode operation = answer == null ? JSON.createObjectNode() : answer.path("operation");
      if (operation.hasNonNull("location")) {
        return Path.of(URI.create(operation.path("location").asText()));
      }
      if (operation.hasNonNull("failure-cause")) {
        why =
            operation
                .path("failure-cause")
                .path("stack-trace")
                .asText()
                .lines()
                .findFirst()
                .orElse("");
        break;
      }
      sleep();
    }
    throw new StartException(
        "the savepoint was not taken: directory="
            + directory
            + " timeout_s="
            + timeout.toSeconds()
            + " ("
            + why
            + ")");
  }

  /**
   * Flink gathers metrics when it is asked for them: the first question may be answered by none.
   */
  private long metric(String name) {
    long value = -1;
    for (int i = 0; i < 2 && value < 0; i++) {
      if (i > 0) {
        sleep();
      }
      JsonNode values = get("/jobs/" + jobId + "/metrics?get=" + name);
      value = values == null ? -1 : values.path(0).path("value").asLong(-1);
    }
    return value;
  }

  private @Nullable JsonNode get(String path) {
    return send(path, HttpRequest.newBuilder().GET());
  }

  private @Nullable JsonNode post(String path, ObjectNode body) {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /** The first answer that is none of an error; null when there is none. */
  private @Nullable JsonNode send(String path, HttpRequest.Builder request) {
    for (URI address : addresses) {
      try {
        HttpResponse<byte[]> response =
            client.send(
                request.uri(address.resolve(path)).timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 == 2) {
          return JSON.readTree(response.body());
        }
      } catch (IOException e) {
        // Down, or does not lead yet: the next one may.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private static void sleep() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while waiting for Flink", e);
    }
  }
}
