package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.Role;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Faults in an order that a seed decides: each kind of process is as likely as any other; three of
 * four are kills, the others pauses of 5 to 25 s, on both sides of Flink's heartbeat. Not
 * thread-safe.
 */
final class RandomFaults {

  private static final int LEAST_PAUSE_S = 5;
  private static final int LONGEST_PAUSE_S = 25;

  private final SplittableRandom random;
  private final List<Role> roles;
  private final List<Role.Kind> kinds;

  /**
   * @param roles the processes that there are
   */
  RandomFaults(long seed, List<Role> roles) {
    this.random = new SplittableRandom(seed);
    this.roles = List.copyOf(roles);
    this.kinds = roles.stream().map(Role::kind).distinct().toList();
  }

  /** The next fault. */
  Fault next() {
    Role.Kind kind = kinds.get(random.nextInt(kinds.size()));
    List<Role> ofKind = roles.stream().filter(role -> role.kind() == kind).toList();
    Role role = ofKind.get(random.nextInt(ofKind.size()));
    boolean kill = random.nextInt(4) > 0;
    return new Fault(role, kill ? 0 : random.nextInt(LEAST_PAUSE_S, LONGEST_PAUSE_S + 1));
  }

  /** When in a minute it happens, in [0, 60) s. */
  int second() {
    return random.nextInt(60);
  }
}
