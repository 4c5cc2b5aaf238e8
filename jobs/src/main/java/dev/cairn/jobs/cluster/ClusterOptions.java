package dev.cairn.jobs.cluster;

import dev.cairn.jobs.start.StartException;

/**
 * What a cluster consists of.
 *
 * @param brokers 1, or 3 with three replicas of everything
 * @param taskManagers at least 1
 * @param slots of each TaskManager, at least 1
 * @param parallelism of the job, 0 for as many as there are slots
 * @param standby whether a second JobManager waits
 * @param seed of the draws
 * @param port of Flink's web page on 127.0.0.1, 0 for any
 * @param jobManagerMib memory of a JobManager's process, MiB
 * @param taskManagerMib memory of a TaskManager's process, MiB, RocksDB's included
 * @param managedMib of it RocksDB's, MiB
 * @param brokerMib heap of a broker, MiB
 * @param workers processes that play CartPole, at least 0
 * @param learners processes that learn it, at least 0
 */
public record ClusterOptions(
    int brokers,
    int taskManagers,
    int slots,
    int parallelism,
    boolean standby,
    long seed,
    int port,
    int jobManagerMib,
    int taskManagerMib,
    int managedMib,
    int brokerMib,
    int workers,
    int learners) {

  /** One broker, one JobManager, two TaskManagers of one slot: about 4 GiB. */
  public static final ClusterOptions SMALL =
      new ClusterOptions(1, 2, 1, 0, false, 1, 8081, 768, 1280, 128, 512, 0, 0);

  /** Checks every number. */
  public ClusterOptions {
    require(brokers == 1 || brokers == 3, "--brokers must be 1 or 3", brokers);
    require(
        taskManagers >= 1 && taskManagers <= 1000,
        "--task-managers must be 1 to 1000",
        taskManagers);
    require(slots >= 1 && slots <= 1000, "--slots must be 1 to 1000", slots);
    require(
        parallelism >= 0 && parallelism <= taskManagers * slots,
        "--parallelism must be 0 (all) to the number of slots, " + taskManagers * slots,
        parallelism);
    require(port >= 0 && port <= 65535, "--port must be 0 to 65535", port);
    require(jobManagerMib >= 512, "--job-manager-memory must be at least 512 MiB", jobManagerMib);
    require(
        taskManagerMib >= managedMib + 640,
        "--task-manager-memory must be at least --managed-memory and 640 MiB",
        taskManagerMib);
    require(managedMib >= 32, "--managed-memory must be at least 32 MiB", managedMib);
    require(brokerMib >= 128, "--broker-memory must be at least 128 MiB", brokerMib);
    require(workers >= 0 && workers <= 1000, "--workers must be 0 to 1000", workers);
    require(learners >= 0 && learners <= 100, "--learners must be 0 to 100", learners);
  }

  /** The same with another parallelism of the job, and the TaskManagers that it needs at least. */
  public ClusterOptions withParallelism(int changed) {
    return new ClusterOptions(
        brokers,
        Math.max(taskManagers, (changed + slots - 1) / slots),
        slots,
        changed,
        standby,
        seed,
        port,
        jobManagerMib,
        taskManagerMib,
        managedMib,
        brokerMib,
        workers,
        learners);
  }

  /** Parallelism of the job, at least 1. */
  int jobParallelism() {
    return parallelism == 0 ? taskManagers * slots : parallelism;
  }

  int jobManagers() {
    return standby ? 2 : 1;
  }

  private static void require(boolean holds, String rule, int value) {
    if (!holds) {
      throw new StartException(rule + ": " + value);
    }
  }
}
