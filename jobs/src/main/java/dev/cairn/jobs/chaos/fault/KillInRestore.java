package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;

/**
 * A TaskManager that is killed, and a process that is killed while the tasks are restored after
 * that.
 *
 * @param first a TaskManager
 * @param second may be the same
 */
record KillInRestore(Role first, Role second) implements Fault {

  /** A TaskManager takes some seconds to come back, and longer on a machine that is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String target() {
    return first + " " + second;
  }

  @Override
  public Duration lasts() {
    return Duration.ZERO;
  }

  @Override
  public void inject(Site site) throws InterruptedException {
    site.kill(first);
    if (!Moment.await(PATIENCE, site.cluster().flink()::restoring)) {
      site.say("no task was restored within " + PATIENCE.toSeconds() + " s: killed without that");
    }
    site.hold(second, this);
    site.kill(second);
  }

  @Override
  public void heal(Site site) {
    site.release(second, this);
  }
}
