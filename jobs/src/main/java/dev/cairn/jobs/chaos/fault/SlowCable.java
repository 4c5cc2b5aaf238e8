package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;

/**
 * What a TaskManager on a {@link Bridge} is sent comes slowly, for a while.
 *
 * @param role which one
 * @param kbit so much a second, kbit
 */
public record SlowCable(Role role, int kbit, Duration lasts) implements Fault {

  @Override
  public String target() {
    return role + " at " + kbit + " kbit/s";
  }

  @Override
  public void inject(Site site) {
    Shell.run(
        "tc",
        "qdisc",
        "add",
        "dev",
        Bridge.cable(role),
        "root",
        "tbf",
        "rate",
        kbit + "kbit",
        "burst",
        "16kb",
        "latency",
        "500ms");
  }

  @Override
  public void heal(Site site) {
    if (Shell.run("tc", "qdisc", "show", "dev", Bridge.cable(role)).contains("tbf")) {
      Shell.run("tc", "qdisc", "del", "dev", Bridge.cable(role), "root");
    }
  }
}
