package dev.cairn.jobs;

import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * Main class for a Flink cluster: {@code --config FILE [--bootstrap-servers HOST:PORT] [--seed N]}.
 *
 * <p>Profile and {@code flink} section of the file stand over the cluster's own configuration, as
 * far as they are a job's to set: checkpoints, state backend, restarts, buffers. What is the
 * processes' (memory, slots, addresses) must stand in the cluster's configuration.
 */
public final class ReplayJob {

  private ReplayJob() {}

  public static void main(String[] args) throws Exception {
    ParameterTool parameters = ParameterTool.fromArgs(args);
    CairnConfig config = ConfigFile.load(Path.of(parameters.getRequired("config")), null);
    if (parameters.has("bootstrap-servers")) {
      config = config.withBootstrapServers(parameters.getRequired("bootstrap-servers"));
    }
    StreamExecutionEnvironment env = environment(config);
    ReplayPipeline.build(env, config.pipeline(parameters.getLong("seed", 1)));
    env.execute("cairn " + config.space());
  }

  /** The cluster's environment with the configuration's settings over it. */
  static StreamExecutionEnvironment environment(CairnConfig config) {
    return StreamExecutionEnvironment.getExecutionEnvironment(
        Configuration.fromMap(config.flink()));
  }
}
