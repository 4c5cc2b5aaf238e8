package dev.cairn.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.embedded.EmbeddedService;
import dev.cairn.jobs.start.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md, the dashboard and the alerts, against a job with traffic. */
@Timeout(300)
class MetricsITCase {

  private static final Path ROOT = Path.of("..");
  private static final Path ALERTS = ROOT.resolve("docker/prometheus/alerts.yml");
  private static final Pattern PAGE = Pattern.compile("(?m)^\\| `(\\w+)` \\| (gauge|counter) \\|");
  private static final Pattern SERIES =
      Pattern.compile("(?m)^flink_taskmanager_job_task_operator_(?:user_)?cairn_(\\w+)(?:\\{| )");
  private static final Pattern NAME = Pattern.compile("flink_\\w+");
  private static final String YAML =
      """
      space: watched
      flink: {metrics.reporter.prom.port: "%d", execution.checkpointing.interval: 500 ms}
      tables:
        paced-1:
          shards: 2
          capacity: {items: 1000, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
          limiter: {min_size: 100, samples_per_insert: 2, error_buffer: 1000}
          max_batch: 32
          max_chunk_steps: 16
        free:
          capacity: {items: 1000, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
          max_batch: 32
          max_chunk_steps: 16
      """;

  @TempDir private static Path directory;
  private static int port;
  private static EmbeddedService service;
  private static Traffic traffic;

  @BeforeAll
  static void start() throws Exception {
    port = Ports.claim(0, "metrics");
    service =
        EmbeddedService.start(
            ConfigFile.parse("test", YAML.formatted(port), null), directory, 0, 1);
    traffic = Traffic.start(service);
  }

  @AfterAll
  static void stop() throws Exception {
    traffic.close();
    service.close();
  }

  private static String scrape() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(found.groupCount() == 0 ? 0 : 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void page_namesTheMetricsThatAJobHas() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/metrics.md"));
    assertThat(names(PAGE, page)).isEqualTo(names(SERIES, scrape()));
  }

  @Test
  void labels_areAsConfigured() throws Exception {
    assertThat(scrape())
        .contains("table=\"paced-1\"", "shard=\"1\"", "tier=\"2\"", "quantile=\"0.5\"")
        .contains("reason=\"undecodable\"", "outcome=\"out_of_order\"");
  }

  @Test
  void reporter_otherAddresses_doNotAnswer() throws Exception {
    List<InetAddress> others = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      each.inetAddresses().filter(address -> !address.isLoopbackAddress()).forEach(others::add);
    }
    for (InetAddress address : others) {
      assertThat(listens(address)).as("%s", address).isFalse();
    }
    assertThat(listens(InetAddress.getLoopbackAddress())).isTrue();
  }

  private static boolean listens(InetAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void alerts_eachFiresInItsCaseAlone() throws Exception {
    assumeTrue(Prometheus.isInstalled());
    Prometheus.promtool("check", "rules", ALERTS.toString());
    Path cases = ALERTS.resolveSibling("alerts_test.yml");
    Prometheus.promtool("test", "rules", cases.toString());
    String played = Files.readString(cases);
    for (JsonNode alert : new YAMLMapper().readTree(ALERTS.toFile()).findValues("alert")) {
      assertThat(played).contains("alertname=\"" + alert.asText() + "\"");
    }
  }

  @Test
  void queries_ofDashboardAndAlerts_findWhatTheyAskFor() throws Exception {
    assumeTrue(Prometheus.isInstalled());
    try (Prometheus prometheus =
        Prometheus.start(Files.createDirectory(directory.resolve("p")), port, ALERTS)) {
      prometheus.await();
      JsonNode dashboard =
          new JsonMapper().readTree(ROOT.resolve("docker/grafana/dashboards/cairn.json").toFile());
      List<String> queries = dashboard.findValuesAsText("expr");
      assertThat(queries).hasSizeGreaterThan(50);
      List<String> wanted = new ArrayList<>(queries);
      // An alert finds nothing when all is well, but every series that it looks at must be there.
      wanted.addAll(names(NAME, Files.readString(ALERTS)));
      awaitData(prometheus, wanted);
      assertThat(prometheus.rules())
          .hasSizeGreaterThan(15)
          .allSatisfy(rule -> assertThat(rule.path("health").asText()).isEqualTo("ok"));
    }
  }

  /** Rates need two scrapes, and figures an answered batch. */
  private static void awaitData(Prometheus prometheus, List<String> queries) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    List<String> empty = new ArrayList<>(queries);
    while (!empty.isEmpty()) {
      List<String> still = new ArrayList<>();
      for (String query : empty) {
        if (prometheus.series(asGrafanaSends(query)) == 0) {
          still.add(query);
        }
      }
      empty = still;
      assertThat(System.nanoTime() < end || empty.isEmpty())
          .as("queries without data: %s", empty)
          .isTrue();
      Thread.sleep(500);
    }
  }

  private static String asGrafanaSends(String query) {
    return query.replace("$__rate_interval", "10s").replace("$table", ".*");
  }
}
