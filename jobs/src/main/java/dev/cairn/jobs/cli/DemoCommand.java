package dev.cairn.jobs.cli;

import dev.cairn.jobs.config.Replay;
import dev.cairn.jobs.demo.Demo;
import dev.cairn.jobs.demo.DemoOptions;
import dev.cairn.jobs.demo.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code cairn demo}. */
@Command(
    name = "demo",
    description =
        "Watch an agent learn CartPole through Kafka and Flink, all in this process. Leaves a folder"
            + " with pictures, tables, the policy and summary.json.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class DemoCommand implements Callable<Integer> {

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of environments, networks and draws (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file (default: the demo's own).")
  private @Nullable Path config;

  @Option(
      names = "--env-steps",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Stop after so many environment steps (default: ${DEFAULT-VALUE}).")
  private long envSteps;

  @Option(
      names = "--replay",
      paramLabel = "KIND",
      description =
          "How the memory draws: ${COMPLETION-CANDIDATES} (default: tiered, by TD error). The pace"
              + " is the same in all.",
      completionCandidates = ReplayNames.class,
      converter = ReplayNames.class)
  private @Nullable Replay replay;

  @Option(names = "--keep", description = "Keep Kafka's log and the checkpoints.")
  private boolean keep;

  @Option(
      names = "--port",
      defaultValue = "8081",
      description = "Port of Flink's web page on 127.0.0.1, 0 for any (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--kill-task-manager-at",
      paramLabel = "F",
      description =
          "Kill Flink's TaskManager when this fraction of --env-steps is reached, and go on.")
  private @Nullable Double killAt;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for what the run leaves (default: a new one under runs/).")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "FOLDER",
      description =
          "Go on with a run whose process was killed: from its newest checkpoint, its log and its"
              + " learner's own file. Only --keep and --port may be given with it.")
  private @Nullable Path resume;

  @Override
  public Integer call() throws Exception {
    require(envSteps >= 1, "--env-steps must be at least 1: --env-steps=" + envSteps);
    require(port >= 0 && port <= 65535, "--port must be 0 to 65535: --port=" + port);
    require(
        killAt == null || (killAt > 0 && killAt < 1),
        "--kill-task-manager-at must be above 0 and below 1: --kill-task-manager-at=" + killAt);
    Demo demo = demo();
    RunFolder folder = demo.folder();
    LogFile.set(folder.log());
    Interrupts.onFirst(demo::stop);
    return demo.run();
  }

  private Demo demo() {
    if (resume == null) {
      return Demo.prepare(new DemoOptions(seed, config, envSteps, replay, keep, port, killAt, out));
    }
    for (ArgSpec given : spec.commandLine().getParseResult().matchedArgs()) {
      String name = ((OptionSpec) given).longestName();
      require(
          List.of("--resume", "--keep", "--port").contains(name),
          "a run goes on as it was begun: " + name + " must not be given with --resume");
    }
    return Demo.resume(resume, keep, port);
  }

  private void require(boolean right, String rule) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }
}
