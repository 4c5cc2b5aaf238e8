package dev.cairn.jobs.cli;

import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.Release;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new cluster consists of. What is not given is as it was in the folder, or small. */
final class ClusterLayout {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of tables and topics (default: a small example, CartPole).")
  private @Nullable Path config;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      description = "Kafka brokers, 1 or 3 (default: 1).")
  private @Nullable Integer brokers;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      description = "Flink's TaskManagers (default: 2).")
  private @Nullable Integer taskManagers;

  @Option(names = "--slots", paramLabel = "N", description = "Slots of each (default: 1).")
  private @Nullable Integer slots;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Parallelism of the job (default: the number of slots).")
  private @Nullable Integer parallelism;

  @Option(names = "--standby", description = "Have a second JobManager wait.")
  private @Nullable Boolean standby;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the draws (default: 1).")
  private @Nullable Long seed;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of Flink's web page on 127.0.0.1, 0 for any (default: 8081).")
  private @Nullable Integer port;

  @Option(
      names = "--job-manager-memory",
      paramLabel = "SIZE",
      description = "Memory of a JobManager's process, such as 1g (default: 768m).")
  private @Nullable String jobManagerMemory;

  @Option(
      names = "--task-manager-memory",
      paramLabel = "SIZE",
      description = "Memory of a TaskManager's process, RocksDB's included (default: 1280m).")
  private @Nullable String taskManagerMemory;

  @Option(
      names = "--managed-memory",
      paramLabel = "SIZE",
      description = "RocksDB's memory in a TaskManager (default: 128m).")
  private @Nullable String managedMemory;

  @Option(
      names = "--broker-memory",
      paramLabel = "SIZE",
      description = "Heap of a broker (default: 512m).")
  private @Nullable String brokerMemory;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Processes that play CartPole (default: 0).")
  private @Nullable Integer workers;

  @Option(
      names = "--learners",
      paramLabel = "N",
      description = "Processes that learn CartPole (default: 0).")
  private @Nullable Integer learners;

  @Option(
      names = "--flink",
      paramLabel = "KEY=VALUE",
      description = "Flink's settings over all others; may be given again.")
  private Map<String, String> flink = new LinkedHashMap<>();

  @Option(
      names = "--from-savepoint",
      paramLabel = "DIR",
      description =
          "Go on where a savepoint or retained checkpoint was: the directory with the file"
              + " _metadata. With it a folder that was used before takes other options.")
  private @Nullable Path from;

  Cluster cluster(Path directory) {
    if (!Cluster.exists(directory)) {
      return Cluster.create(directory, options(ClusterOptions.SMALL), configuration(), flink, from);
    }
    Cluster cluster = Cluster.open(directory);
    ClusterOptions options = options(cluster.options());
    if (from != null) {
      CairnConfig config = this.config == null ? cluster.config() : configuration();
      return cluster.restarted(options, config, flink, from);
    }
    if (config != null || !flink.isEmpty() || !options.equals(cluster.options())) {
      throw new StartException(
          "the folder goes on with the options that it was started with: --dir="
              + directory
              + " (give only --dir, or --from-savepoint DIR to go on with others, or another"
              + " folder)");
    }
    return cluster.in(Release.current());
  }

  private CairnConfig configuration() {
    return config == null ? ConfigFile.shipped("cluster.yaml") : ConfigFile.load(config, null);
  }

  private ClusterOptions options(ClusterOptions base) {
    return new ClusterOptions(
        or(brokers, base.brokers()),
        or(taskManagers, base.taskManagers()),
        or(slots, base.slots()),
        or(parallelism, base.parallelism()),
        or(standby, base.standby()),
        or(seed, base.seed()),
        or(port, base.port()),
        mib("--job-manager-memory", jobManagerMemory, base.jobManagerMib()),
        mib("--task-manager-memory", taskManagerMemory, base.taskManagerMib()),
        mib("--managed-memory", managedMemory, base.managedMib()),
        mib("--broker-memory", brokerMemory, base.brokerMib()),
        or(workers, base.workers()),
        or(learners, base.learners()));
  }

  private static <T> T or(@Nullable T given, T base) {
    return given == null ? base : given;
  }

  private static int mib(String option, @Nullable String size, int base) {
    if (size == null) {
      return base;
    }
    try {
      return MemorySize.parse(size).getMebiBytes();
    } catch (IllegalArgumentException e) {
      throw new StartException("must be a size such as 512m or 2g: " + option + "=" + size, e);
    }
  }
}
