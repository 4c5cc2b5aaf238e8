package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.OFTEN;

import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.chaos.fault.Bridge;
import dev.cairn.jobs.chaos.fault.CableCut;
import dev.cairn.jobs.chaos.fault.Fault;
import dev.cairn.jobs.chaos.fault.OneWay;
import dev.cairn.jobs.chaos.fault.SlowCable;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * A TaskManager's network is cut or slow. There are two, of which one has the job: both are hit,
 * one after the other.
 *
 * @param makes the faults of one TaskManager
 */
record NetworkTrouble(String name, String does, Function<Role, List<Fault>> makes)
    implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);

  /** Longer than the heartbeat's time-out. */
  private static final Duration LONG = Duration.ofSeconds(25);

  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final int KBIT = 1_000;
  private static final ClusterOptions TWO =
      new ClusterOptions(1, 2, 1, 1, false, 1, 0, 640, 800, 64, 256, 0, 0);

  static List<Scenario> all() {
    return List.of(
        new NetworkTrouble(
            "network-cut",
            "cut each TaskManager off for 25 s: the other takes over, and no second writer",
            role -> List.of(new CableCut(role, LONG))),
        new NetworkTrouble(
            "network-one-way-job-manager",
            "drop what each TaskManager sends to the JobManager for 25 s",
            role -> List.of(new OneWay(role, Bridge.HOST, LONG))),
        new NetworkTrouble(
            "network-one-way-kafka",
            "drop what each TaskManager sends to Kafka for 25 s",
            role -> List.of(new OneWay(role, Bridge.KAFKA, LONG))),
        new NetworkTrouble(
            "network-flapping",
            "cut each TaskManager off for 2 s, five times",
            role -> Collections.nCopies(5, new CableCut(role, SHORT))),
        new NetworkTrouble(
            "network-slow",
            "slow each TaskManager's network down to 1 Mbit/s for 25 s",
            role -> List.of(new SlowCable(role, KBIT, LONG))));
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    List<Role> roles = List.of(Role.parse("task-manager-1"), Role.parse("task-manager-2"));
    try (Bridge bridge = Bridge.make(roles);
        Trial trial = Trial.prepare(folder, TWO, OFTEN, bridge.network(), seen::note)) {
      trial.start();
      trial.send(30_000, 500);
      trial.awaitCheckpoints(2, WAIT);
      for (Role role : roles) {
        for (Fault fault : makes.apply(role)) {
          long restarts = trial.figures().restarts();
          trial.hit(fault);
          Thread.sleep(SHORT.toMillis());
          trial.cluster().awaitRunning(WAIT);
          seen.note("restarts=" + (trial.figures().restarts() - restarts));
        }
        trial.awaitCheckpoints(1, WAIT);
      }
      seen.outcome(trial.end());
    }
  }
}
