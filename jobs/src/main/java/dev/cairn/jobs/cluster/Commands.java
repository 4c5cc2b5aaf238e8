package dev.cairn.jobs.cluster;

import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * The command line of each process: this JVM's Java, the release's classes, and what Flink's own
 * scripts add.
 */
final class Commands {

  /** As in scripts/require-build. */
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.nio",
          "java.net",
          "java.text",
          "java.time",
          "java.io",
          "java.lang.reflect");

  private final ClusterPlan plan;
  private final ClusterFolder folder;
  private final Configuration flink;
  private final MetricsPorts metrics;

  /**
   * @param flink content of {@code config.yaml}
   */
  Commands(
      ClusterPlan plan, ClusterFolder folder, Map<String, String> flink, MetricsPorts metrics) {
    this.plan = plan;
    this.folder = folder;
    this.flink = Configuration.fromMap(flink);
    this.metrics = metrics;
  }

  /**
   * Program and arguments.
   *
   * @throws StartException when the memory settings cannot be met
   */
  List<String> of(Role role) {
    try {
      return switch (role.kind()) {
        case ZOOKEEPER -> zookeeper(role);
        case BROKER -> broker(role);
        case JOB_MANAGER -> jobManager(role);
        case TASK_MANAGER -> taskManager(role);
        case LEARNER -> learner(role);
        case WORKER -> worker(role);
      };
    } catch (IllegalConfigurationException e) {
      throw new StartException(
          "Flink's memory settings cannot be met: role=" + role + " (" + e.getMessage() + ")", e);
    }
  }

  private List<String> zookeeper(Role role) {
    List<String> command = java(role, "WARN");
    command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-Dzookeeper.admin.enableServer=false"));
    command.add("org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer");
    command.addAll(
        List.of(
            "--zkConfigFile", folder.zookeeper().resolve("zoo.cfg").toString(), "--peerId", "1"));
    return command;
  }

  private List<String> broker(Role role) {
    List<String> command = java(role, "WARN");
    command.add("-Xmx" + plan.options().brokerMib() + "m");
    command.add("kafka.Kafka");
    command.add(folder.brokerProperties(role.number()).toString());
    return command;
  }

  private List<String> jobManager(Role role) {
    JobManagerProcessSpec spec = JobManagerProcessUtils.processSpecFromConfig(flink);
    List<String> command = java(role, "INFO");
    command.addAll(words(JobManagerProcessUtils.generateJvmParametersStr(spec, flink)));
    command.addAll(userOptions("env.java.opts.jobmanager"));
    command.add("org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint");
    command.addAll(List.of("--configDir", folder.flink().toString()));
    command.addAll(List.of("--job-classname", "dev.cairn.jobs.ReplayJob"));
    command.addAll(List.of("--job-id", plan.jobId()));
    if (plan.from() != null) {
      command.addAll(List.of("--fromSavepoint", Path.of(plan.from()).toUri().toString()));
    }
    String port = Integer.toString(plan.restPorts().get(role.number() - 1));
    command.addAll(property("rest.port", port));
    command.addAll(property("rest.bind-port", port));
    command.addAll(metricsPort(role));
    command.addAll(scratch(role));
    command.addAll(words(JobManagerProcessUtils.generateDynamicConfigsStr(spec)));
    // Else Flink takes --config for a short form of its own --configDir.
    command.add("--");
    command.addAll(List.of("--config", folder.config().toString()));
    command.addAll(List.of("--seed", Long.toString(plan.options().seed())));
    return command;
  }

  private List<String> taskManager(Role role) {
    TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(flink);
    List<String> command = java(role, "INFO");
    command.addAll(words(ProcessMemoryUtils.generateJvmParametersStr(spec)));
    command.addAll(userOptions("env.java.opts.taskmanager"));
    command.add("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    command.addAll(List.of("--configDir", folder.flink().toString()));
    // One that is started again is known as the one that died, which is then given up at once.
    command.addAll(property("taskmanager.resource-id", role.toString()));
    Network.Seat seat = plan.network().seats().get(role.toString());
    if (seat != null) {
      command.addAll(property("taskmanager.host", seat.address()));
      command.addAll(property("taskmanager.bind-host", seat.address()));
    }
    command.addAll(metricsPort(role));
    command.addAll(scratch(role));
    command.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(spec)));
    return plan.network().in(role, command);
  }

  private List<String> learner(Role role) {
    List<String> command = player(role, "learner", plan.options().seed());
    command.addAll(List.of("--checkpoint-dir", folder.learner(role).toString()));
    return command;
  }

  private List<String> worker(Role role) {
    return player(role, "worker", 1000 * plan.options().seed() + role.number());
  }

  private List<String> player(Role role, String name, long seed) {
    List<String> arguments = new ArrayList<>(List.of(name, "--name", role.toString()));
    arguments.addAll(
        List.of("--config", folder.config().toString(), "--seed", Long.toString(seed)));
    return cairn(role, arguments);
  }

  /**
   * A command of {@code cairn} in a process of its own.
   *
   * @param arguments the command's name first
   */
  List<String> cairn(Role role, List<String> arguments) {
    List<String> command = java(role, "WARN");
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-Dai.djl.offline=true"));
    command.addAll(
        List.of("-Dai.djl.pytorch.num_threads=1", "-Dai.djl.pytorch.num_interop_threads=1"));
    command.add("dev.cairn.jobs.Cairn");
    command.addAll(arguments);
    return command;
  }

  private List<String> java(Role role, String level) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    for (String name : OPENED) {
      command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
    }
    command.add("-Djava.awt.headless=true");
    command.add("-Dcairn.log.file=" + folder.log(role));
    command.add("-Dcairn.log.level=" + level);
    // Other jars bring settings of their own, which else may be found first.
    command.add("-Dlog4j2.configurationFile=log4j2.xml");
    // Where Flink's web page looks.
    command.add("-Dlog.file=" + folder.log(role));
    command.add("-cp");
    command.add(plan.release().option());
    return command;
  }

  private List<String> userOptions(String key) {
    List<String> options = new ArrayList<>(words(flink.getString("env.java.opts.all", "")));
    options.addAll(words(flink.getString(key, "")));
    return options;
  }

  private List<String> scratch(Role role) {
    List<String> properties = new ArrayList<>();
    properties.addAll(property("io.tmp.dirs", folder.scratch(role).toString()));
    properties.addAll(property("web.tmpdir", folder.scratch(role).resolve("web").toString()));
    return properties;
  }

  /** Its own, unless the configuration says which. */
  private List<String> metricsPort(Role role) {
    OptionalInt port = metrics.port(role);
    return port.isEmpty() || flink.containsKey(FlinkSettings.METRICS_PORT)
        ? List.of()
        : property(FlinkSettings.METRICS_PORT, Integer.toString(port.getAsInt()));
  }

  private static List<String> property(String key, String value) {
    return List.of("-D", key + "=" + value);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
