package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.jobs.start.Ports;
import dev.cairn.jobs.start.StartException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlinkRestTest {

  private static final String JOB = "a".repeat(32);

  private final Map<String, String> answers = new HashMap<>();

  @SuppressWarnings("NullAway.Init")
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          byte[] body = answers.getOrDefault(asked, "").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, Math.max(1, body.length));
          exchange.getResponseBody().write(body.length == 0 ? new byte[1] : body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  /** The first address is that of a JobManager which is down. */
  private FlinkRest rest() {
    return new FlinkRest(
        List.of(
            URI.create("http://127.0.0.1:" + Ports.claim(0, "port")),
            URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
        JOB);
  }

  @Test
  void job_oneJobManagerIsDown_theOtherAnswers() {
    answers.put(
        "GET /jobs/overview",
        "{\"jobs\":[{\"jid\":\"b\"},{\"jid\":\"%s\",\"state\":\"RUNNING\",\"tasks\":{\"total\":2,\"running\":2}}]}"
            .formatted(JOB));
    answers.put("GET /jobs/" + JOB + "/metrics?get=numRestarts", "[{\"value\":\"4\"}]");

    JobFigures job = rest().job().orElseThrow();

    assertThat(job.running()).isTrue();
    assertThat(job.restarts()).isEqualTo(4);
    assertThat(job.lastCheckpointId()).as("not answered").isEqualTo(-1);
  }

  @Test
  void job_nobodyKnowsIt_isEmpty() {
    assertThat(rest().job()).isEmpty();
    answers.put("GET /jobs/overview", "{\"jobs\":[]}");
    assertThat(rest().job()).isEmpty();
  }

  @Test
  void cause_ofTheNewestFailure_isTheInnermost() {
    assertThat(rest().cause()).isEmpty();
    answers.put(
        "GET /jobs/" + JOB + "/exceptions?maxExceptions=1",
        "{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":\"a.A: outer\\n\\tat x\\nCaused by:"
            + " b.B: middle\\n\\tat y\\nCaused by: c.C: /disk is full\\n\\t... 3 more\"}]}}");

    assertThat(rest().cause()).contains("c.C: /disk is full");
  }

  @Test
  void freeSlots_answered_areThoseThatNoTaskHas() {
    assertThat(rest().freeSlots()).as("not answered").isZero();
    answers.put("GET /overview", "{\"slots-total\":4,\"slots-available\":3}");
    assertThat(rest().freeSlots()).isEqualTo(3);
  }

  @Test
  void ofJob_path_isAskedOfTheJob() {
    assertThat(rest().ofJob("/exceptions")).isEmpty();
    answers.put("GET /jobs/" + JOB + "/exceptions", "{\"exceptionHistory\":{}}");
    assertThat(rest().ofJob("/exceptions").orElseThrow().has("exceptionHistory")).isTrue();
  }

  @Test
  void savepoint_complete_isItsDirectory() {
    answers.put("POST /jobs/" + JOB + "/savepoints", "{\"request-id\":\"7\"}");
    answers.put(
        "GET /jobs/" + JOB + "/savepoints/7",
        "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/s/savepoint-1\"}}");

    assertThat(rest().savepoint(Path.of("/s"), Duration.ofSeconds(10)))
        .isEqualTo(Path.of("/s/savepoint-1"));
  }

  @Test
  void savepoint_failed_saysWhy() {
    answers.put("POST /jobs/" + JOB + "/savepoints", "{\"request-id\":\"7\"}");
    answers.put(
        "GET /jobs/" + JOB + "/savepoints/7",
        "{\"operation\":{\"failure-cause\":{\"stack-trace\":\"No space left\\n\\tat x\"}}}");

    assertThatThrownBy(() -> rest().savepoint(Path.of("/s"), Duration.ofSeconds(10)))
        .isInstanceOf(StartException.class)
        .hasMessage("the savepoint was not taken: directory=/s timeout_s=10 (No space left)");
  }
}
