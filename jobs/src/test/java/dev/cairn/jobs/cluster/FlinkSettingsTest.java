package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkSettingsTest {

  private static final ClusterFolder FOLDER = new ClusterFolder(Path.of("/tmp/c"));

  private static final MetricsPorts NO_METRICS = new MetricsPorts(Map.of());

  private static ClusterPlan plan(ClusterOptions options) {
    return new ClusterPlan(
        options,
        "0".repeat(32),
        null,
        "id",
        1,
        List.of(2),
        List.of(3),
        List.of(4, 5),
        Network.LOOPBACK,
        Release.current());
  }

  private static Configuration settings(Map<String, String> overrides) {
    return Configuration.fromMap(FlinkSettings.of(plan(ClusterOptions.SMALL), FOLDER, overrides));
  }

  @Test
  void of_restartsThatFailAtOnce_lastLongerThanABrokersAbsenceOfFiveMinutes() {
    Configuration c = settings(Map.of());
    double jitter = c.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_JITTER_FACTOR);
    double factor =
        c.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER);
    double longest =
        c.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF).toMillis();
    double backoff =
        c.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF).toMillis();
    double survived = 0;
    for (int i = 0;
        i < c.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS);
        i++) {
      survived += backoff * (1 - jitter);
      backoff = Math.min(longest, backoff * factor);
    }
    assertThat(survived).isGreaterThan(Duration.ofMinutes(6).toMillis());
  }

  @Test
  void of_pauseOfTenSeconds_isShorterThanTheHeartbeatsTimeout() {
    assertThat(settings(Map.of()).get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT))
        .isGreaterThan(Duration.ofSeconds(12));
  }

  @Test
  void of_overrides_standOverEverything() {
    Configuration c = settings(Map.of("heartbeat.timeout", "5000", "parallelism.default", "1"));

    assertThat(c.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
    assertThat(c.toMap()).containsEntry("parallelism.default", "1");
  }

  @Test
  void of_addresses_areTheLoopbackAlone() {
    assertThat(settings(Map.of()).toMap())
        .allSatisfy((key, value) -> assertThat(value).doesNotContain("0.0.0.0"))
        .containsEntry("rest.bind-address", "127.0.0.1")
        .containsEntry("jobmanager.bind-host", "127.0.0.1")
        .containsEntry("taskmanager.bind-host", "127.0.0.1");
  }

  @Test
  void commands_smallCluster_giveEachProcessItsMemoryAndItsOwnFolder() {
    ClusterPlan plan = plan(ClusterOptions.SMALL);
    Commands commands =
        new Commands(plan, FOLDER, FlinkSettings.of(plan, FOLDER, Map.of()), NO_METRICS);

    assertThat(commands.of(new Role(Role.Kind.TASK_MANAGER, 2)))
        .contains("taskmanager.resource-id=task-manager-2", "io.tmp.dirs=/tmp/c/tmp/task-manager-2")
        .contains("taskmanager.memory.managed.size=134217728b")
        .anyMatch(argument -> argument.startsWith("-Xmx"));
    assertThat(commands.of(new Role(Role.Kind.JOB_MANAGER, 2)))
        .contains("rest.port=5", "-Dcairn.log.file=/tmp/c/logs/job-manager-2.log")
        .endsWith("--", "--config", "/tmp/c/job.yaml", "--seed", "1");
    assertThat(commands.of(new Role(Role.Kind.BROKER, 1))).contains("-Xmx512m");
  }

  @Test
  void commands_taskManagerInANamespace_runsThereUnderItsAddress() {
    Network network =
        new Network(
            "10.0.0.1", "10.0.0.2", Map.of("task-manager-2", new Network.Seat("two", "10.0.0.12")));
    ClusterPlan plan =
        new ClusterPlan(
            ClusterOptions.SMALL,
            "0".repeat(32),
            null,
            "id",
            1,
            List.of(2),
            List.of(3),
            List.of(4),
            network,
            Release.current());
    Map<String, String> flink = FlinkSettings.of(plan, FOLDER, Map.of());
    Commands commands = new Commands(plan, FOLDER, flink, NO_METRICS);

    assertThat(plan.bootstrapServers()).isEqualTo("10.0.0.2:2");
    assertThat(flink)
        .containsEntry("jobmanager.rpc.address", "10.0.0.1")
        .containsEntry("high-availability.zookeeper.quorum", "10.0.0.1:1");
    assertThat(commands.of(new Role(Role.Kind.TASK_MANAGER, 2)))
        .startsWith("ip", "netns", "exec", "two")
        .contains("taskmanager.host=10.0.0.12", "taskmanager.bind-host=10.0.0.12");
    assertThat(commands.of(new Role(Role.Kind.TASK_MANAGER, 1)).get(0)).endsWith("/bin/java");
  }

  @Test
  void commands_metrics_areOnThePortOfTheProcessUnlessItIsGiven(@TempDir Path directory)
      throws Exception {
    ClusterFolder folder = new ClusterFolder(directory);
    ClusterPlan plan = plan(ClusterOptions.SMALL);
    MetricsPorts ports = new MetricsPorts(Map.of("job-manager-1", 21, "task-manager-2", 22));

    Commands own = new Commands(plan, folder, FlinkSettings.of(plan, folder, Map.of()), ports);
    assertThat(own.of(new Role(Role.Kind.JOB_MANAGER, 1)))
        .contains("metrics.reporter.prom.port=21");
    assertThat(own.of(new Role(Role.Kind.TASK_MANAGER, 2)))
        .contains("metrics.reporter.prom.port=22");

    Map<String, String> given = Map.of("metrics.reporter.prom.port", "9249-9259");
    assertThat(
            new Commands(plan, folder, FlinkSettings.of(plan, folder, given), ports)
                .of(new Role(Role.Kind.TASK_MANAGER, 2)))
        .noneMatch(argument -> argument.startsWith("metrics.reporter"));
  }

  @Test
  void commands_memoryThatCannotBe_isSaidInOneLine() {
    ClusterPlan plan = plan(ClusterOptions.SMALL);
    Map<String, String> flink =
        FlinkSettings.of(plan, FOLDER, Map.of("taskmanager.memory.process.size", "300 mb"));
    Commands commands = new Commands(plan, FOLDER, flink, NO_METRICS);

    assertThatThrownBy(() -> commands.of(new Role(Role.Kind.TASK_MANAGER, 1)))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("Flink's memory settings cannot be met: role=task-manager-1 (");
  }
}
