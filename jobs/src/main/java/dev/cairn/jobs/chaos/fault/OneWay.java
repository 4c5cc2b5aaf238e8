package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;

/**
 * What a TaskManager on a {@link Bridge} sends to an address is dropped without a word, while it
 * hears what comes from there, for a while.
 *
 * @param role which one
 * @param to {@link Bridge#HOST} or {@link Bridge#KAFKA}
 */
public record OneWay(Role role, String to, Duration lasts) implements Fault {

  @Override
  public String target() {
    return role + ">" + to;
  }

  @Override
  public void inject(Site site) {
    Shell.run("ip", "-n", Bridge.space(role), "route", "add", "blackhole", to + "/32");
  }

  @Override
  public void heal(Site site) {
    String space = Bridge.space(role);
    if (Shell.run("ip", "-n", space, "route").contains("blackhole " + to)) {
      Shell.run("ip", "-n", space, "route", "del", "blackhole", to + "/32");
    }
  }
}
