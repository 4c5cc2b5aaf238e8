package dev.cairn.jobs.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.cluster.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomFaultsTest {

  private static final List<Role> ROLES =
      List.of(
          new Role(Role.Kind.BROKER, 1),
          new Role(Role.Kind.TASK_MANAGER, 1),
          new Role(Role.Kind.TASK_MANAGER, 2));

  @Test
  void next_sameSeed_sameFaults() {
    assertThat(faults(5)).isEqualTo(faults(5)).isNotEqualTo(faults(6));
  }

  @Test
  void next_kinds_areAsLikelyAsEachOtherAndSomeOnlyPause() {
    List<Fault> faults = faults(7);

    long brokers = faults.stream().filter(f -> f.role().kind() == Role.Kind.BROKER).count();
    long pauses = faults.stream().filter(f -> f.pauseSeconds() > 0).count();
    assertThat(brokers).isBetween(430L, 570L);
    assertThat(pauses).isBetween(190L, 310L);
    assertThat(faults).extracting(Fault::role).contains(ROLES.toArray(Role[]::new));
    assertThat(faults)
        .filteredOn(f -> f.pauseSeconds() > 0)
        .allMatch(f -> f.pauseSeconds() >= 5 && f.pauseSeconds() <= 25);
  }

  private static List<Fault> faults(long seed) {
    RandomFaults random = new RandomFaults(seed, ROLES);
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      faults.add(random.next());
    }
    return faults;
  }
}
