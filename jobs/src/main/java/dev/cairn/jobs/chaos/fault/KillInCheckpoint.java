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
  public void await(Site site) throws InterruptedException {
    if (!Moment.await(PATIENCE, site.cluster().flink()::checkpointing)) {
      site.say("no checkpoint began within " + PATIENCE.toSeconds() + " s: killed without one");
    }
  }

  @Override
  public void inject(Site site) {
    site.hold(role, this);
    site.kill(role);
  }

  @Override
  public void heal(Site site) {
    site.release(role, this);
  }
}
