package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Processes are killed and stay away for a while, such as all brokers.
 *
 * @param roles which ones
 */
public record Down(List<Role> roles, Duration lasts) implements Fault {

  public Down {
    roles = List.copyOf(roles);
  }

  @Override
  public String target() {
    return roles.stream().map(Role::toString).collect(Collectors.joining("+"));
  }

  @Override
  public void inject(Site site) {
    roles.forEach(role -> site.hold(role, this));
    roles.forEach(site::kill);
  }

  @Override
  public void heal(Site site) {
    roles.forEach(role -> site.release(role, this));
  }
}
