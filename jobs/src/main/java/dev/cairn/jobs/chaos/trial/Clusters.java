package dev.cairn.jobs.chaos.trial;

import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.Role;
import java.util.List;
import java.util.Map;

/** What the trials run on: small, with times and restarts as they are shipped. */
final class Clusters {

  static final Role TASK_MANAGER = Role.parse("task-manager-1");
  static final Role BROKER = Role.parse("broker-1");

  /** Checkpoints come often, so that there are several soon. */
  static final Map<String, String> OFTEN = Map.of("execution.checkpointing.interval", "2 s");

  private Clusters() {}

  /** One TaskManager and so many brokers. */
  static ClusterOptions small(int brokers) {
    return new ClusterOptions(brokers, 1, 1, 0, false, 1, 0, 640, 800, 64, 256, 0, 0);
  }

  static List<Role> only(Role role) {
    return List.of(role);
  }
}
