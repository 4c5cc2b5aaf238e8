package dev.cairn.jobs.chaos;

import dev.cairn.jobs.chaos.fault.Fault;
import dev.cairn.jobs.chaos.fault.Site;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.Role;
import java.util.function.Consumer;

/** What faults act on: a cluster whose processes a watchdog looks after. */
record ChaosSite(Cluster cluster, Watchdog watchdog, Consumer<String> out) implements Site {

  @Override
  public void kill(Role role) {
    watchdog.kill(role);
  }

  @Override
  public void pause(Role role) {
    watchdog.pause(role);
  }

  @Override
  public void resume(Role role) {
    watchdog.resume(role);
  }

  @Override
  public void hold(Role role, Fault by) {
    watchdog.hold(role, by);
  }

  @Override
  public void release(Role role, Fault by) {
    watchdog.release(role, by);
  }

  @Override
  public void say(String line) {
    out.accept(line);
  }
}
