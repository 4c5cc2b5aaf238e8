package dev.cairn.jobs.cli;

import dev.cairn.jobs.rooms.FourRoomsExample;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code cairn four-rooms}. */
@Command(
    name = "four-rooms",
    description =
        "An agent of two levels, with options, learns four rooms through Kafka and Flink, a flat"
            + " agent beside it. Exit code 0 if 4 of 5 seeds reach the goal from 95 %% of all start"
            + " cells by paths at most 1.25 times the shortest.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class FourRoomsCommand implements Callable<Integer> {

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many seeds (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first of them (default: ${DEFAULT-VALUE}).")
  private long firstSeed;

  @Option(
      names = "--env-steps",
      paramLabel = "N",
      defaultValue = "30000",
      description = "Environment steps of each agent (default: ${DEFAULT-VALUE}).")
  private long envSteps;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Port of Flink's web page on 127.0.0.1, 0 for any (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for what the run leaves (default: a new one under runs/).")
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    require(seeds >= 1, "--seeds must be at least 1: --seeds=" + seeds);
    require(envSteps >= 1, "--env-steps must be at least 1: --env-steps=" + envSteps);
    require(port >= 0 && port <= 65535, "--port must be 0 to 65535: --port=" + port);
    FourRoomsExample example = new FourRoomsExample(firstSeed, seeds, envSteps, port, out);
    LogFile.set(example.folder().log());
    Interrupts.onFirst(example::stop);
    return example.run();
  }

  private void require(boolean right, String rule) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }
}
