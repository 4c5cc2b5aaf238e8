package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.DoublePredicate;

/** Metrics of a job as Flink's REST interface gives them, summed over operators and subtasks. */
final class RestMetrics {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String job;

  RestMetrics(Stack stack) {
    job = stack.flink().webPage() + "/jobs/" + stack.job();
  }

  /** Waits until the sum over all metrics whose name ends like this is as wanted. */
  void await(String ending, DoublePredicate wanted, Duration timeout) throws Exception {
    long end = System.nanoTime() + timeout.toNanos();
    double sum = sum(ending);
    while (!wanted.test(sum)) {
      assertThat(System.nanoTime()).as("%s=%s", ending, sum).isLessThan(end);
      Thread.sleep(500);
      sum = sum(ending);
    }
  }

  private double sum(String ending) throws Exception {
    double sum = 0;
    for (JsonNode vertex : get("").path("vertices")) {
      String path = "/vertices/" + vertex.path("id").asText() + "/subtasks/metrics";
      for (JsonNode metric : get(path)) {
        String name = metric.path("id").asText();
        if (name.endsWith(ending)) {
          String query = "?agg=sum&get=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
          sum += get(path + query).path(0).path("sum").asDouble();
        }
      }
    }
    return sum;
  }

  private JsonNode get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(job + path)).build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }
}
