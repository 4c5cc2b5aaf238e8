package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;

/** A process that stands still (SIGSTOP), with its connections open, and goes on. */
record PauseFault(Role role, Duration lasts) implements Fault {

  @Override
  public String target() {
    return role.toString();
  }

  @Override
  public void inject(Site site) {
    site.pause(role);
  }

  @Override
  public void heal(Site site) {
    site.resume(role);
  }
}
