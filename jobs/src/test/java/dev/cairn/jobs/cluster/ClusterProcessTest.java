package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClusterProcessTest {

  private static final Role ROLE = new Role(Role.Kind.TASK_MANAGER, 1);

  @TempDir private Path directory;

  private ClusterProcess sleeper() {
    return new ClusterProcess(ROLE, new ClusterFolder(directory), List.of("sleep", "300"));
  }

  private Path pidFile() {
    return directory.resolve("pids/task-manager-1.pid");
  }

  @AfterEach
  void end() {
    sleeper().kill();
  }

  @Test
  void start_thenKill_upThenDown() {
    ClusterProcess process = sleeper();
    assertThat(process.state()).isEqualTo(ClusterProcess.State.DOWN);

    process.start();
    assertThat(process.state()).isEqualTo(ClusterProcess.State.UP);
    long pid = process.pid().orElseThrow();

    process.kill();
    assertThat(process.state()).isEqualTo(ClusterProcess.State.DOWN);
    assertThat(process.pid()).isEmpty();

    process.start();
    assertThat(process.pid().orElseThrow()).isNotEqualTo(pid);
  }

  @Test
  void start_ofAnotherObjectOfTheSameFolder_knowsTheProcess() {
    sleeper().start();

    ClusterProcess same = sleeper();

    assertThat(same.state()).isEqualTo(ClusterProcess.State.UP);
    assertThatThrownBy(same::start)
        .isInstanceOf(StartException.class)
        .hasMessage("the process runs already: role=task-manager-1");
  }

  @Test
  void pause_thenStop_endsWhatStandsStill() {
    ClusterProcess process = sleeper();
    process.start();

    process.pause();
    assertThat(process.state()).isEqualTo(ClusterProcess.State.PAUSED);
    process.resume();
    assertThat(process.state()).isEqualTo(ClusterProcess.State.UP);
    process.pause();
    process.stop();

    assertThat(process.state()).isEqualTo(ClusterProcess.State.DOWN);
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void start_scratchOfTheOneBefore_isGone() throws Exception {
    Path left = Files.createDirectories(directory.resolve("tmp/task-manager-1/rocksdb"));

    sleeper().start();

    assertThat(left).doesNotExist();
  }

  @Test
  void kill_pidThatIsAnothersByNow_leavesItAlone() throws Exception {
    Process foreign = new ProcessBuilder("sleep", "300").start();
    try {
      new ProcessId(foreign.pid(), Instant.now().minusSeconds(3_600)).write(pidFile());
      ClusterProcess process = sleeper();

      assertThat(process.state()).isEqualTo(ClusterProcess.State.DOWN);
      process.kill();
      process.stop();

      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly();
    }
  }

  @Test
  void state_unreadablePidFile_isDown() throws Exception {
    Files.createDirectories(pidFile().getParent());
    for (String text : List.of("", "12", "x y", "1 2026", "-1 2026-11-22T00:00:00Z")) {
      Files.writeString(pidFile(), text);
      assertThat(sleeper().state()).as(text).isEqualTo(ClusterProcess.State.DOWN);
    }
  }

  @Test
  void parse_everyRole_isItsName() {
    for (Role.Kind kind : Role.Kind.values()) {
      Role role = new Role(kind, 12);
      assertThat(Role.parse(role.toString())).isEqualTo(role);
    }
    assertThatThrownBy(() -> Role.parse("broker"))
        .hasMessage(
            "a role must be one of zookeeper-N, broker-N, job-manager-N, task-manager-N, learner-N,"
                + " worker-N: role=broker");
  }
}
