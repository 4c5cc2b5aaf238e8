package dev.cairn.jobs;

import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.ConfigFile;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/** Main class for a Flink cluster: {@code --config FILE [--seed N]}. */
public final class ReplayJob {

  private ReplayJob() {}

  public static void main(String[] args) throws Exception {
    ParameterTool parameters = ParameterTool.fromArgs(args);
    var config = ConfigFile.load(Path.of(parameters.getRequired("config")), null);
    var env = StreamExecutionEnvironment.getExecutionEnvironment();
    ReplayPipeline.build(env, config.pipeline(parameters.getLong("seed", 1)));
    env.execute("cairn " + config.space());
  }
}
