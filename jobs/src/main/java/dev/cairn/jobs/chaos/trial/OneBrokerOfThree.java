package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.OFTEN;

import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.chaos.fault.Down;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.Replicas;
import java.nio.file.Path;
import java.time.Duration;

/** Three brokers, each killed once while the others go on. */
final class OneBrokerOfThree implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final Duration AWAY = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "one-broker-of-three";
  }

  @Override
  public String does() {
    return "kill each of three brokers for 10 s, one after another: no restart of the job";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    try (Trial trial = Trial.prepare(folder, Clusters.small(3), OFTEN, seen::note)) {
      trial.start();
      trial.send(20_000, 300);
      trial.awaitCheckpoints(2, WAIT);
      long restarts = trial.figures().restarts();
      for (int broker = 1; broker <= 3; broker++) {
        trial.hit(new Down(Clusters.only(Role.parse("broker-" + broker)), AWAY));
        // Until it has caught up, the next one would leave a single replica.
        awaitReplicas(trial);
        trial.awaitCheckpoints(1, WAIT);
      }
      seen.require(trial.figures().restarts() == restarts, "no restart of the job");
      seen.outcome(trial.end());
    }
  }

  private static void awaitReplicas(Trial trial) throws InterruptedException {
    long end = System.nanoTime() + WAIT.toNanos();
    while (!Replicas.inStep(trial.cluster().config(), 3)) {
      if (System.nanoTime() > end) {
        throw new StartException("the replicas are not in step again: s=" + WAIT.toSeconds());
      }
      Thread.sleep(200);
    }
  }
}
