package dev.cairn.jobs.cluster;

import dev.cairn.jobs.config.JobSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.metrics.prometheus.LoopbackPrometheusReporterFactory;

/**
 * Flink's settings for processes of their own, each of which may die at any moment.
 *
 * <p>What is to be survived decides the times. A pause of 10 s, as of a long garbage collection, is
 * none of a heartbeat's business, nor of ZooKeeper's session: 15 s. A killed process is noticed
 * sooner, by its broken connections. Kafka may be away for 5 minutes: checkpoints fail meanwhile
 * and producers wait; a restart fails until it is back, so there are enough restarts, each waited
 * for long enough.
 */
final class FlinkSettings {

  /** Where a process serves its metrics for Prometheus; each has its own. */
  static final String METRICS_PORT = "metrics.reporter.prom.port";

  private FlinkSettings() {}

  /**
   * The content of {@code config.yaml}.
   *
   * @param overrides settings that stand over these: profile and file of the job
   */
  static Map<String, String> of(
      ClusterPlan plan, ClusterFolder folder, Map<String, String> overrides) {
    ClusterOptions options = plan.options();
    Map<String, String> s = new LinkedHashMap<>(JobSettings.ofReplay());
    s.put("parallelism.default", Integer.toString(options.jobParallelism()));
    addresses(s, plan.network().host());
    memory(s, options);
    disk(s, folder);
    highAvailability(s, plan, folder);
    faults(s);
    metrics(s);
    s.putAll(overrides);
    return s;
  }

  /** Nothing leaves the loopback, unless the cluster was given another network. */
  private static void addresses(Map<String, String> s, String host) {
    s.put("jobmanager.rpc.address", host);
    s.put("jobmanager.bind-host", host);
    s.put("taskmanager.host", host);
    s.put("taskmanager.bind-host", host);
    s.put("rest.address", host);
    s.put("rest.bind-address", host);
    s.put("web.submit.enable", "false");
    s.put("web.cancel.enable", "false");
    s.put("web.rescale.enable", "false");
  }

  private static void memory(Map<String, String> s, ClusterOptions options) {
    s.put("taskmanager.numberOfTaskSlots", Integer.toString(options.slots()));
    s.put("jobmanager.memory.process.size", options.jobManagerMib() + " mb");
    s.put("jobmanager.memory.jvm-metaspace.size", "192 mb");
    s.put("jobmanager.memory.off-heap.size", "64 mb");
    s.put("jobmanager.memory.jvm-overhead.min", "96 mb");
    s.put("taskmanager.memory.process.size", options.taskManagerMib() + " mb");
    s.put("taskmanager.memory.managed.size", options.managedMib() + " mb");
    s.put("taskmanager.memory.jvm-metaspace.size", "192 mb");
    s.put("taskmanager.memory.jvm-overhead.min", "96 mb");
    s.put("taskmanager.memory.network.min", 16 * options.slots() + " mb");
    s.put("taskmanager.memory.network.max", 16 * options.slots() + " mb");
    // Buffers of Kafka's clients that the JVM makes beside the heap.
    s.put("taskmanager.memory.task.off-heap.size", "64 mb");
    // A process without memory is started anew; one that limps helps nobody.
    s.put("taskmanager.jvm-exit-on-oom", "true");
    // The memory is random reads of what no cache of the processor holds.
    s.put("env.java.opts.taskmanager", "-XX:+UseParallelGC -XX:+UseTransparentHugePages");
    s.put("env.java.opts.jobmanager", "-XX:+UseSerialGC");
  }

  private static void disk(Map<String, String> s, ClusterFolder folder) {
    s.put("execution.checkpointing.dir", folder.checkpoints().toUri().toString());
    s.put("execution.checkpointing.savepoint-dir", folder.savepoints().toUri().toString());
  }

  private static void highAvailability(
      Map<String, String> s, ClusterPlan plan, ClusterFolder folder) {
    s.put("high-availability.type", "zookeeper");
    s.put("high-availability.zookeeper.quorum", plan.network().host() + ":" + plan.zookeeperPort());
    s.put("high-availability.zookeeper.path.root", "/cairn");
    // A job that starts from a savepoint must not find the checkpoints of the one before.
    s.put("high-availability.cluster-id", "/" + plan.jobId());
    s.put("high-availability.storageDir", folder.highAvailability().toUri().toString());
    s.put("high-availability.zookeeper.client.session-timeout", "15000");
    s.put("high-availability.zookeeper.client.connection-timeout", "10000");
    // ZooKeeper that comes back within the session's time changes nothing.
    s.put("high-availability.zookeeper.client.tolerate-suspended-connections", "true");
    // A job that failed for good stays failed when its JobManager is started again.
    s.put("job-result-store.delete-on-commit", "false");
  }

  private static void faults(Map<String, String> s) {
    s.put("heartbeat.interval", "2000");
    s.put("heartbeat.timeout", "15000");
    // A job that has failed for good stays to be seen, with its cause.
    s.put("execution.shutdown-on-application-finish", "false");
    s.put("restart-strategy.type", "exponential-delay");
    s.put("restart-strategy.exponential-delay.initial-backoff", "500 ms");
    s.put("restart-strategy.exponential-delay.backoff-multiplier", "1.5");
    s.put("restart-strategy.exponential-delay.max-backoff", "10 s");
    s.put("restart-strategy.exponential-delay.jitter-factor", "0.1");
    // Faults that are half a minute apart do not add up; what fails at once does, for 8 minutes.
    s.put("restart-strategy.exponential-delay.reset-backoff-threshold", "30 s");
    s.put("restart-strategy.exponential-delay.attempts-before-reset-backoff", "60");
  }

  /** Flink's own reporter listens on all addresses. */
  private static void metrics(Map<String, String> s) {
    s.put("metrics.reporter.prom.factory.class", LoopbackPrometheusReporterFactory.class.getName());
    // Names of tables and quantiles as they are.
    s.put("metrics.reporter.prom.filterLabelValueCharacters", "false");
  }
}
