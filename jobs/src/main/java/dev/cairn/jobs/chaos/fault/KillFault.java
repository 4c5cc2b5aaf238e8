package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Processes that are killed (SIGKILL) and stay away for a while.
 *
 * @param roles killed in this order and started again in that of their kinds
 */
record KillFault(List<Role> roles, Duration lasts) implements Fault {

  KillFault {
    roles = List.copyOf(roles);
  }

  @Override
  public String target() {
    return text(roles);
  }

  @Override
  public void inject(Site site) {
    roles.forEach(role -> site.hold(role, this));
    roles.forEach(site::kill);
  }

  @Override
  public void heal(Site site) {
    roles.stream().sorted(Role.STARTING).forEach(role -> site.release(role, this));
  }

  static String text(List<Role> roles) {
    return roles.stream().map(Role::toString).collect(Collectors.joining(" "));
  }
}
