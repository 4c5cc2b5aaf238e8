package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;

/** A process that is killed while a checkpoint is being taken. */
record KillInCheckpoint(Role role) implements Fault {

  /** Checkpoints are some seconds apart; while the job restarts, none is taken. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Override
  public String target() {
    return role.toString();
  }

  @Override
  public Duration lasts() {
    return Duration.ZERO;
  }

  @Override
  public void inject(Site site) throws InterruptedException {
    site.hold(role, this);
    if (!Moment.await(PATIENCE, site.cluster().flink()::checkpointing)) {
      site.say("no checkpoint began within " + PATIENCE.toSeconds() + " s: killed without one");
    }
    site.kill(role);
  }

  @Override
  public void heal(Site site) {
    site.release(role, this);
  }
}
