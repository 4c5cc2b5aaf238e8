package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.Role;
import java.util.HashMap;
import java.util.Map;

/**
 * Starts a cluster's processes again when they have died, as systemd or Kubernetes would. Not
 * thread-safe: called from the thread that does the faults.
 */
final class Upkeep {

  private static final long RESTART_MS = 1_000;

  private final Cluster cluster;
  private final Map<Role, Long> downSinceMs = new HashMap<>();
  private int restarts;

  Upkeep(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Looks once; what has been down for a second is started. */
  void look(long nowMs) {
    for (ClusterProcess process : cluster.processes()) {
      if (process.state() != ClusterProcess.State.DOWN) {
        downSinceMs.remove(process.role());
      } else if (nowMs - downSinceMs.computeIfAbsent(process.role(), role -> nowMs) >= RESTART_MS) {
        process.start();
        restarts++;
        downSinceMs.remove(process.role());
      }
    }
  }

  /** Processes started so far. */
  int restarts() {
    return restarts;
  }
}
