package dev.cairn.jobs.embedded;

import dev.cairn.jobs.config.JobSettings;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.prometheus.LoopbackPrometheusReporterFactory;

/** Flink's settings for the embedded cluster, each chosen for a small JVM with one job. */
public final class EmbeddedFlinkSettings {

  /**
   * RocksDB memory of a slot. Below 128 MB with partitioned filters gets fall to < 4,000 a second.
   */
  private static final int MANAGED_MIB_PER_SLOT = 128;

  /** Port of the metrics for Prometheus, on the loopback address. Without it there are none. */
  public static final String METRICS_PORT = "metrics.reporter.prom.port";

  private EmbeddedFlinkSettings() {}

  /** The settings, with overrides over them. */
  public static Configuration of(
      Path directory, int port, int parallelism, Map<String, String> overrides) {
    Configuration c = new Configuration();
    // Addresses: nothing leaves the loopback.
    c.setString("jobmanager.rpc.address", "127.0.0.1");
    c.setString("jobmanager.bind-host", "127.0.0.1");
    c.setString("taskmanager.bind-host", "127.0.0.1");
    c.setString("rest.address", "127.0.0.1");
    c.setString("rest.bind-address", "127.0.0.1");
    c.setString("rest.port", Integer.toString(port));
    c.setString("rest.bind-port", Integer.toString(port));
    c.setString("web.submit.enable", "false");
    c.setString("web.cancel.enable", "false");
    c.setString("web.rescale.enable", "false");
    // Disk.
    c.setString("io.tmp.dirs", directory.resolve("tmp").toString());
    c.setString("web.tmpdir", directory.resolve("web").toString());
    c.setString("execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
    c.setString("execution.checkpointing.interval", "3 s");
    JobSettings.ofReplay().forEach(c::setString);
    // Memory.
    c.setString("taskmanager.numberOfTaskSlots", Integer.toString(parallelism));
    c.setString("taskmanager.memory.managed.size", MANAGED_MIB_PER_SLOT * parallelism + " mb");
    c.setString("taskmanager.memory.network.min", 16 * parallelism + " mb");
    c.setString("taskmanager.memory.network.max", 16 * parallelism + " mb");
    c.setString("parallelism.default", Integer.toString(parallelism));
    // Faults.
    c.setString("heartbeat.interval", "500");
    c.setString("heartbeat.timeout", "3000");
    c.setString("restart-strategy.type", "exponential-delay");
    c.setString("restart-strategy.exponential-delay.initial-backoff", "500 ms");
    c.setString("restart-strategy.exponential-delay.max-backoff", "10 s");
    c.setString("restart-strategy.exponential-delay.attempts-before-reset-backoff", "60");
    // Faults that are half a minute apart do not add up; what fails at once does, for 8 minutes.
    c.setString("restart-strategy.exponential-delay.reset-backoff-threshold", "30 s");
    if (overrides.containsKey(METRICS_PORT)) {
      c.setString(
          "metrics.reporter.prom.factory.class", LoopbackPrometheusReporterFactory.class.getName());
      // Names of tables and quantiles as they are.
      c.setString("metrics.reporter.prom.filterLabelValueCharacters", "false");
    }
    overrides.forEach(c::setString);
    return c;
  }
}
