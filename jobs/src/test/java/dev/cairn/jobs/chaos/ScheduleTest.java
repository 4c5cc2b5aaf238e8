package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.chaos.fault.FaultKind;
import dev.cairn.jobs.chaos.fault.Faults;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.start.StartException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final List<Role> ROLES =
      List.of(
              "zookeeper-1",
              "broker-1",
              "job-manager-1",
              "task-manager-1",
              "task-manager-2",
              "learner-1",
              "worker-1",
              "worker-2")
          .stream()
          .map(Role::parse)
          .toList();

  private static Schedule of(long seed, int faults) {
    return Schedule.of(seed, faults, Faults.usual(), ROLES, Duration.ofSeconds(15));
  }

  @Test
  void of_oneSeed_isAlwaysTheSame() {
    assertThat(of(7, 50)).isEqualTo(of(7, 50));
    assertThat(of(7, 50).lines()).isEqualTo(of(7, 50).lines()).isNotEqualTo(of(8, 50).lines());
    assertThat(of(7, 50).entries().subList(0, 5)).isEqualTo(of(7, 5).entries());
  }

  @Test
  void of_asManyFaultsAsKinds_everyKindComesOnce() {
    int kinds = Faults.usual().size();

    Set<String> come =
        of(3, kinds).entries().stream().map(Schedule.Entry::kind).collect(Collectors.toSet());

    assertThat(come).hasSize(kinds).doesNotContain("brokers-away");
  }

  @Test
  void of_manyFaults_everyProcessIsHitAndTimesAreAboutTheMean() {
    Set<String> hit = new HashSet<>();
    long sum = 0;
    for (Schedule.Entry entry : of(5, 1_000).entries()) {
      hit.addAll(List.of(entry.fault().target().split(" ")));
      assertThat(entry.after()).isBetween(Duration.ZERO, Duration.ofSeconds(45));
      sum += entry.after().toMillis();
    }

    assertThat(hit)
        .containsExactlyInAnyOrderElementsOf(ROLES.stream().map(Role::toString).toList());
    // Exponential, cut at three means: 1 - e^-3 of the mean, 0.95.
    assertThat(sum / 1_000.0).isBetween(12_500.0, 16_000.0);
  }

  @Test
  void named_everyKind_isFoundAndNoOther() {
    List<FaultKind> all = Faults.all();
    assertThat(all).allMatch(kind -> Faults.named(kind.name()).equals(kind));
    assertThat(all.stream().map(FaultKind::name)).doesNotHaveDuplicates().contains("brokers-away");
    assertThatThrownBy(() -> Faults.named("flood"))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("a kind of fault must be one of kill-zookeeper, kill-broker, ")
        .hasMessageEndingWith(": --only=flood");
  }

  @Test
  void lines_areForPeople() {
    Schedule schedule =
        Schedule.of(1, 1, List.of(Faults.named("pause-broker")), ROLES, Duration.ofSeconds(15));

    assertThat(schedule.lines().get(0))
        .matches("fault 1: pause-broker broker-1, after \\d+\\.\\d s, for 10\\.0 s");
  }
}
