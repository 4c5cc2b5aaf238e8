package dev.cairn.jobs.endurance;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code cairn endurance}. */
@Command(
    name = "endurance",
    description =
        "Long and heavy runs on a cluster of processes of their own, each with what it must show;"
            + " exit code 1 if it did not.",
    subcommands = {
      RecoveryCommand.class,
      WritersCommand.class,
      AwayCommand.class,
      TrainingCommand.class,
      WritersProcess.class
    },
    mixinStandardHelpOptions = true)
public final class EnduranceCommand implements Runnable {

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a run is missing: " + "recovery, writers, away or training");
  }
}
