package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterStatusTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JobFigures job(String state, int running) throws Exception {
    JsonNode overview =
        JSON.readTree(
            "{\"jid\":\"1\",\"state\":\"%s\",\"tasks\":{\"total\":8,\"running\":%d}}"
                .formatted(state, running));
    JsonNode checkpoints =
        JSON.readTree(
            """
            {"counts": {"completed": 5, "failed": 1},
             "latest": {"completed": {"id": 7, "latest_ack_timestamp": 1000, "state_size": 2097152,
                        "external_path": "file:/c/chk-7"}}}
            """);
    return JobFigures.of(overview, checkpoints, 3);
  }

  private static ClusterStatus status(JobFigures job, String second) {
    return new ClusterStatus(
        "/c",
        "cairn",
        "127.0.0.1:2",
        List.of("http://127.0.0.1:4"),
        List.of(
            new ClusterStatus.Line("broker-1", 12L, "up", null),
            new ClusterStatus.Line("job-manager-1", 13L, "up", "http://127.0.0.1:5/metrics"),
            new ClusterStatus.Line("task-manager-1", null, second, null)),
        job,
        job.running() ? null : "java.io.IOException: No space left on device",
        null);
  }

  @Test
  void table_runningJob_isALineAProcessAndTheJobsFigures() throws Exception {
    assertThat(status(job("RUNNING", 8), "down").table(3_500).lines())
        .containsExactly(
            "broker-1               12  up",
            "job-manager-1          13  up  http://127.0.0.1:5/metrics",
            "task-manager-1          -  down",
            "kafka            127.0.0.1:2",
            "page             http://127.0.0.1:4",
            "job              RUNNING tasks=8/8 restarts=3 checkpoints=5 failed=1",
            "checkpoint       7, 2.5 s ago, 2.0 MiB, file:/c/chk-7");
  }

  @Test
  void healthy_allUpAndAllTasksRun_elseNot() throws Exception {
    assertThat(status(job("RUNNING", 8), "up").healthy()).isTrue();
    assertThat(status(job("RUNNING", 7), "up").healthy()).isFalse();
    assertThat(status(job("RESTARTING", 8), "up").healthy()).isFalse();
    assertThat(status(job("RUNNING", 8), "paused").healthy()).isFalse();
  }

  @Test
  void table_jobFailed_saysWhy() throws Exception {
    assertThat(status(job("FAILED", 0), "up").table(3_500).lines())
        .contains("cause            java.io.IOException: No space left on device");
  }

  @Test
  void json_isReadByPrograms() throws Exception {
    JsonNode json = JSON.readTree(status(job("FAILED", 0), "down").json());

    assertThat(json.at("/processes/0/pid").asLong()).isEqualTo(12);
    assertThat(json.at("/processes/2/state").asText()).isEqualTo("down");
    assertThat(json.at("/job/state").asText()).isEqualTo("FAILED");
    assertThat(json.at("/job/lastCheckpointPath").asText()).isEqualTo("file:/c/chk-7");
  }
}
