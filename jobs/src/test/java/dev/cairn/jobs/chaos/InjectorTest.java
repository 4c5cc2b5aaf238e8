package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.chaos.fault.Fault;
import dev.cairn.jobs.chaos.fault.Site;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InjectorTest {

  @TempDir private Path folder;

  private final List<String> done = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private HistoryFile history;

  @BeforeEach
  void begin() {
    history = HistoryFile.begin(folder, "faults");
  }

  @AfterEach
  void end() {
    history.close();
  }

  private Schedule.Entry entry(int number, int afterMs, int lastsMs, RuntimeException... error) {
    Fault fault =
        new Fault() {
          @Override
          public String target() {
            return "target-" + number;
          }

          @Override
          public Duration lasts() {
            return Duration.ofMillis(lastsMs);
          }

          @Override
          public void inject(Site site) {
            done.add("inject " + number);
            for (RuntimeException e : error) {
              throw e;
            }
          }

          @Override
          public void heal(Site site) {
            done.add("heal " + number);
          }
        };
    return new Schedule.Entry(number, Duration.ofMillis(afterMs), "kind-" + number, fault);
  }

  private List<Event> written() {
    List<Event> events = new ArrayList<>();
    History.read(folder, events::add);
    return events;
  }

  @Test
  void run_faultsThatOverlap_beginAndEndAtTheirTimes() throws Exception {
    Injector injector = new Injector(new Nowhere(), history);

    injector.run(List.of(entry(0, 0, 1_500), entry(1, 300, 300), entry(2, 300, 1_800)));

    assertThat(done)
        .containsExactly("inject 0", "inject 1", "heal 1", "inject 2", "heal 0", "heal 2");
    assertThat(written().get(0))
        .isInstanceOfSatisfying(
            Event.FaultBegan.class,
            began -> {
              assertThat(began.kind()).isEqualTo("kind-0");
              assertThat(began.role()).isEqualTo("target-0");
            });
    assertThat(written().stream().filter(e -> e instanceof Event.FaultEnded)).hasSize(3);
  }

  @Test
  void run_faultThatCannotBeInjected_isHealedAndTheOthersCome() throws Exception {
    Injector injector = new Injector(new Nowhere(), history);

    injector.run(List.of(entry(0, 0, 0, new StartException("no room")), entry(1, 0, 0)));

    assertThat(done).containsExactly("inject 0", "heal 0", "inject 1", "heal 1");
  }

  @Test
  void healAll_afterAnError_healsWhatHasBegun() {
    Injector injector = new Injector(new Nowhere(), history);

    assertThatThrownBy(
            () ->
                injector.run(
                    List.of(
                        entry(0, 0, 60_000), entry(1, 0, 0, new IllegalStateException("broken")))))
        .hasMessage("broken");
    injector.healAll();

    assertThat(done).containsExactlyInAnyOrder("inject 0", "inject 1", "heal 1", "heal 0");
  }

  /** A site at which nothing is. */
  private static final class Nowhere implements Site {

    @Override
    public Cluster cluster() {
      throw new IllegalStateException("there is none");
    }

    @Override
    public void kill(Role role) {}

    @Override
    public void pause(Role role) {}

    @Override
    public void resume(Role role) {}

    @Override
    public void hold(Role role, Fault by) {}

    @Override
    public void release(Role role, Fault by) {}

    @Override
    public void say(String line) {}
  }
}
