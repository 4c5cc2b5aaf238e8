package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.Role;

/**
 * A cluster and its workload, as faults see them. A watchdog starts every process again that has
 * died; so what is to stay down is held. Thread-safe.
 */
public interface Site {

  /** The cluster: its folders, its configuration, Flink's REST interface. */
  Cluster cluster();

  /** SIGKILL; the watchdog starts it again at once unless it is held. */
  void kill(Role role);

  /** SIGSTOP. */
  void pause(Role role);

  /** SIGCONT. */
  void resume(Role role);

  /** The watchdog leaves the process alone from here on, until everyone who held it let go. */
  void hold(Role role, Fault by);

  /** Lets go of a process. If nobody else holds it and it is down, it is started now. */
  void release(Role role, Fault by);

  /** A line for whoever watches the run. */
  void say(String line);
}
