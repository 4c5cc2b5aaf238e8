package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;

/**
 * A TaskManager on a {@link Bridge} reaches nobody and is reached by nobody, for a while.
 *
 * @param role which one
 */
public record CableCut(Role role, Duration lasts) implements Fault {

  @Override
  public String target() {
    return role.toString();
  }

  @Override
  public void inject(Site site) {
    Shell.run("ip", "link", "set", Bridge.cable(role), "down");
  }

  @Override
  public void heal(Site site) {
    Shell.run("ip", "link", "set", Bridge.cable(role), "up");
  }
}
