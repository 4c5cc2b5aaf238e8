package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.cluster.Role.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** What happens to processes: they die and come back, or stand still and go on. */
final class ProcessFaults {

  /** Below and above the heartbeat's time-out, 15 s, and of ZooKeeper's session, 15 s. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration FREEZE = Duration.ofSeconds(25);

  /** How long what was killed stays away, at most. */
  private static final int AWAY_MS = 3_000;

  private static final int BURST = 6;

  private ProcessFaults() {}

  /** Those of which every schedule is made. */
  static List<FaultKind> usual() {
    List<FaultKind> kinds = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      kinds.add(
          new FaultKind(
              "kill-" + kind.label(),
              (roles, random) -> new KillFault(List.of(one(roles, random, kind)), away(random))));
    }
    for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.ZOOKEEPER))) {
      kinds.add(pause("pause-", kind, PAUSE));
    }
    kinds.add(pause("freeze-", Kind.TASK_MANAGER, FREEZE));
    kinds.add(pause("freeze-", Kind.JOB_MANAGER, FREEZE));
    kinds.add(
        new FaultKind(
            "kill-in-checkpoint",
            (roles, random) ->
                new KillInCheckpoint(one(roles, random, Kind.TASK_MANAGER, Kind.JOB_MANAGER))));
    kinds.add(
        new FaultKind(
            "kill-in-restore",
            (roles, random) ->
                new KillInRestore(
                    one(roles, random, Kind.TASK_MANAGER),
                    one(roles, random, Kind.TASK_MANAGER, Kind.JOB_MANAGER))));
    kinds.add(new FaultKind("kill-burst", ProcessFaults::burst));
    kinds.add(
        new FaultKind("kill-everything", (roles, random) -> new KillFault(roles, away(random))));
    return kinds;
  }

  /** Those that are long, and happen only when they are asked for. */
  static List<FaultKind> onRequest() {
    return List.of(
        new FaultKind(
            "brokers-away",
            (roles, random) ->
                new KillFault(of(roles, Set.of(Kind.BROKER)), Duration.ofMinutes(5))));
  }

  private static FaultKind pause(String prefix, Kind kind, Duration lasts) {
    return new FaultKind(
        prefix + kind.label(), (roles, random) -> new PauseFault(one(roles, random, kind), lasts));
  }

  private static Fault burst(List<Role> roles, SplittableRandom random) {
    List<Role> victims = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      victims.add(one(roles, random, Kind.TASK_MANAGER, Kind.JOB_MANAGER, Kind.BROKER));
    }
    return new KillBurst(victims, Duration.ofMillis(random.nextInt(100, 1_500)));
  }

  private static Duration away(SplittableRandom random) {
    return Duration.ofMillis(random.nextInt(AWAY_MS));
  }

  private static Role one(List<Role> roles, SplittableRandom random, Kind... kinds) {
    List<Role> candidates = of(roles, EnumSet.copyOf(Arrays.asList(kinds)));
    return candidates.get(random.nextInt(candidates.size()));
  }

  private static List<Role> of(List<Role> roles, Set<Kind> kinds) {
    return roles.stream().filter(role -> kinds.contains(role.kind())).toList();
  }
}
