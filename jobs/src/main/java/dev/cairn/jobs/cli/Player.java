package dev.cairn.jobs.cli;

import dev.cairn.jobs.config.CairnConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a process that plays or learns is told: where, as whom, and with which seed. */
final class Player {

  @Mixin private TopicsCommand.Connection connection = new TopicsCommand.Connection();

  @Option(
      names = "--name",
      description =
          "Its name, unique among all workers, or the table's learners (default: worker-1, or"
              + " learner).")
  private @Nullable String name;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "Decides what is random: a worker's starts and actions, a learner's first parameters"
              + " (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** The configuration, with a broker in it; from here on is logged where this process logs. */
  CairnConfig begin() {
    LogFile.set(Path.of(LogFile.current()));
    return connection.configWithBroker();
  }

  String nameOr(String usual) {
    return name == null ? usual : name;
  }

  long seed() {
    return seed;
  }
}
