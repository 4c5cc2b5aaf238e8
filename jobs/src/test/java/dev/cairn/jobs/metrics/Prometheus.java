package dev.cairn.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.jobs.start.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Prometheus server on the loopback address that scrapes one port of it every second. */
final class Prometheus implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String url;
  private final Path log;

  private Prometheus(Process process, String url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /** Whether it and promtool are on the path; says so loudly when they are not. */
  static boolean isInstalled() {
    boolean installed = isOnPath("prometheus") && isOnPath("promtool");
    if (!installed) {
      System.err.println(
          "SKIPPED: no prometheus and promtool on the path (Debian: apt-get install prometheus):"
              + " the queries of dashboard and alerts are not tested");
    }
    return installed;
  }

  private static boolean isOnPath(String command) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
  }

  /** Runs promtool and returns what it says; fails when it does. */
  static String promtool(String... arguments) throws Exception {
    List<String> command = Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /**
   * Starts one.
   *
   * @param scraped port with the metrics
   * @param rules file with alerts
   */
  static Prometheus start(Path directory, int scraped, Path rules) throws IOException {
    int port = Ports.claim(0, "prometheus");
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ["%s"]
        scrape_configs:
          - job_name: flink
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
            .formatted(rules.toRealPath(), scraped));
    Path log = directory.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Prometheus(process, "http://127.0.0.1:" + port + "/api/v1/", log);
  }

  /** Waits until it answers. */
  void await() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        get("status/buildinfo");
        return;
      } catch (IOException e) {
        assertThat(process.isAlive() && System.nanoTime() < end)
            .as("it answers: %s", Files.readString(log))
            .isTrue();
        Thread.sleep(100);
      }
    }
  }

  /** Number of series that a query returns now; fails when it cannot be understood. */
  int series(String query) throws Exception {
    JsonNode answer = get("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    assertThat(answer.path("status").asText()).as("%s: %s", query, answer).isEqualTo("success");
    return answer.path("data").path("result").size();
  }

  /** Alerting rules, each with its health. */
  List<JsonNode> rules() throws Exception {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : get("rules").path("data").path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
