package dev.cairn.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.flink.api.common.JobID;

/** What Flink says of a job's checkpoints. */
final class Checkpoints {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;

  Checkpoints(URI webPage, JobID job) {
    address = webPage.resolve("/jobs/" + job + "/checkpoints");
  }

  /**
   * Means over the completed checkpoints that were triggered since, of those that Flink remembers:
   * {@code checkpoint_ms} from the trigger to the end, {@code checkpoint_mib} written. Nothing when
   * there was none.
   *
   * @param ms since the epoch
   */
  Map<String, Double> since(long ms) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    int count = 0;
    double duration = 0;
    double bytes = 0;
    for (JsonNode each : JSON.readTree(answer.body()).path("history")) {
      if (each.path("status").asText().equals("COMPLETED")
          && each.path("trigger_timestamp").asLong() >= ms) {
        count++;
        duration += each.path("end_to_end_duration").asDouble();
        bytes += each.path("checkpointed_size").asDouble();
      }
    }
    return count == 0
        ? Map.of()
        : Map.of("checkpoint_ms", duration / count, "checkpoint_mib", bytes / count / (1 << 20));
  }
}
