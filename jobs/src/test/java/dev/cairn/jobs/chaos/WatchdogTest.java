package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.chaos.fault.Fault;
import dev.cairn.jobs.chaos.fault.Faults;
import dev.cairn.jobs.chaos.fault.Site;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterFolder;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.ClusterProcess.State;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, which do nothing but sleep. */
@Timeout(60)
class WatchdogTest {

  private static final Role BROKER = Role.parse("broker-1");
  private static final Role TASK_MANAGER = Role.parse("task-manager-1");

  @TempDir private Path directory;

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final AtomicBoolean wanted = new AtomicBoolean(true);

  @SuppressWarnings("NullAway.Init")
  private ClusterProcess broker;

  @SuppressWarnings("NullAway.Init")
  private ClusterProcess taskManager;

  @SuppressWarnings("NullAway.Init")
  private Watchdog watchdog;

  @BeforeEach
  void begin() {
    ClusterFolder folder = new ClusterFolder(directory);
    broker = new ClusterProcess(BROKER, folder, List.of("sleep", "300"));
    taskManager = new ClusterProcess(TASK_MANAGER, folder, List.of("sleep", "300"));
    broker.start();
    taskManager.start();
    watchdog =
        new Watchdog(
            List.of(broker, taskManager),
            role -> wanted.get(),
            new Watchdog.Listener() {
              @Override
              public void started(Role role) {
                heard.add(role.toString());
              }

              @Override
              public void notStarted(Role role, StartException why) {
                heard.add(role + ": " + why.getMessage());
              }
            });
    watchdog.watch();
  }

  @AfterEach
  void end() {
    watchdog.close();
    broker.kill();
    taskManager.kill();
  }

  private String hear() throws InterruptedException {
    return String.valueOf(heard.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void kill_process_isStartedAgain() throws Exception {
    long before = broker.pid().orElseThrow();

    watchdog.kill(BROKER);

    assertThat(hear()).isEqualTo("broker-1");
    assertThat(broker.pid().orElseThrow()).isNotEqualTo(before);
  }

  @Test
  void hold_byTwo_isStartedWhenBothHaveLetGo() throws Exception {
    List<Role> roles = List.of(BROKER, TASK_MANAGER);
    Fault one = draw("kill-broker", roles);
    Fault everything = draw("kill-everything", roles);
    Site site = new Acting(watchdog);

    one.inject(site);
    everything.inject(site);
    one.heal(site);
    // Twice is once: the other still holds it.
    one.heal(site);
    assertThat(broker.state()).isEqualTo(State.DOWN);
    everything.heal(site);

    assertThat(List.of(hear(), hear())).containsExactly("broker-1", "task-manager-1");
    assertThat(broker.state()).isEqualTo(State.UP);
    assertThat(taskManager.state()).isEqualTo(State.UP);
  }

  @Test
  void pause_process_isLeftAloneUntilItGoesOn() throws Exception {
    Fault pause = draw("pause-task-manager", List.of(TASK_MANAGER));
    Site site = new Acting(watchdog);

    pause.inject(site);
    awaitPaused();
    watchdog.kill(BROKER);
    assertThat(hear()).isEqualTo("broker-1");
    assertThat(taskManager.state()).isEqualTo(State.PAUSED);
    pause.heal(site);

    assertThat(taskManager.state()).isEqualTo(State.UP);
  }

  /** The system stops a process when it would run next: on a busy machine not at once. */
  private void awaitPaused() throws InterruptedException {
    while (taskManager.state() != State.PAUSED) {
      Thread.sleep(10);
    }
  }

  @Test
  void look_processThatHasDoneItsWork_staysDown() throws Exception {
    wanted.set(false);

    watchdog.kill(BROKER);

    assertThat(heard.poll(3, TimeUnit.SECONDS)).isNull();
    assertThat(broker.state()).isEqualTo(State.DOWN);
    wanted.set(true);
    assertThat(hear()).isEqualTo("broker-1");
  }

  @Test
  void close_withAPausedProcess_startsNothingAndLetsItGoOn() throws Exception {
    watchdog.pause(TASK_MANAGER);
    watchdog.close();
    watchdog.kill(BROKER);

    assertThat(heard.poll(1, TimeUnit.SECONDS)).isNull();
    assertThat(taskManager.state()).isEqualTo(State.UP);
    assertThatThrownBy(() -> watchdog.kill(Role.parse("worker-9")))
        .hasMessage("a role must be one of [broker-1, task-manager-1]: role=worker-9");
  }

  private static Fault draw(String kind, List<Role> roles) {
    return Faults.named(kind).source().draw(roles, new SplittableRandom(1));
  }

  /** A site without a cluster. */
  private record Acting(Watchdog watchdog) implements Site {

    @Override
    public Cluster cluster() {
      throw new IllegalStateException("there is none");
    }

    @Override
    public void kill(Role role) {
      watchdog.kill(role);
    }

    @Override
    public void pause(Role role) {
      watchdog.pause(role);
    }

    @Override
    public void resume(Role role) {
      watchdog.resume(role);
    }

    @Override
    public void hold(Role role, Fault by) {
      watchdog.hold(role, by);
    }

    @Override
    public void release(Role role, Fault by) {
      watchdog.release(role, by);
    }

    @Override
    public void say(String line) {}
  }
}
