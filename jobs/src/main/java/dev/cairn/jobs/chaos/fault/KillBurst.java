package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;
import java.util.List;

/**
 * Processes that are killed one soon after another, while the watchdog starts them again.
 *
 * @param roles in this order, some more than once
 * @param gap between two kills
 */
record KillBurst(List<Role> roles, Duration gap) implements Fault {

  KillBurst {
    roles = List.copyOf(roles);
  }

  @Override
  public String target() {
    return KillFault.text(roles);
  }

  @Override
  public Duration lasts() {
    return Duration.ZERO;
  }

  @Override
  public void inject(Site site) throws InterruptedException {
    for (Role role : roles) {
      site.kill(role);
      Thread.sleep(gap.toMillis());
    }
  }

  /** The watchdog has done so already. */
  @Override
  public void heal(Site site) {}
}
