package dev.cairn.jobs;

import dev.cairn.jobs.bench.BenchCommand;
import dev.cairn.jobs.chaos.Workload;
import dev.cairn.jobs.cli.AuditCommand;
import dev.cairn.jobs.cli.ChaosCommand;
import dev.cairn.jobs.cli.ClusterCommand;
import dev.cairn.jobs.cli.ControlCommand;
import dev.cairn.jobs.cli.DemoCommand;
import dev.cairn.jobs.cli.FaultsCommand;
import dev.cairn.jobs.cli.FourRoomsCommand;
import dev.cairn.jobs.cli.InspectCommand;
import dev.cairn.jobs.cli.JobCommand;
import dev.cairn.jobs.cli.LearnerCommand;
import dev.cairn.jobs.cli.PlayCommand;
import dev.cairn.jobs.cli.ReadableErrors;
import dev.cairn.jobs.cli.RescaleCommand;
import dev.cairn.jobs.cli.SavepointCommand;
import dev.cairn.jobs.cli.TopicsCommand;
import dev.cairn.jobs.cli.UpgradeCommand;
import dev.cairn.jobs.cli.WorkerCommand;
import dev.cairn.jobs.endurance.EnduranceCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code cairn} command. */
@Command(
    name = "cairn",
    description = "Durable, tiered, prioritized experience replay as a stream.",
    mixinStandardHelpOptions = true,
    version = "cairn 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      PlayCommand.class,
      FourRoomsCommand.class,
      TopicsCommand.class,
      JobCommand.class,
      ClusterCommand.class,
      SavepointCommand.class,
      RescaleCommand.class,
      UpgradeCommand.class,
      WorkerCommand.class,
      LearnerCommand.class,
      ControlCommand.class,
      InspectCommand.class,
      AuditCommand.class,
      BenchCommand.class,
      ChaosCommand.class,
      FaultsCommand.class,
      EnduranceCommand.class,
      Workload.Worker.class,
      Workload.Learner.class
    })
public final class Cairn implements Runnable {

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  /** Runs a command and ends the JVM: 0 when all is well, 1 on failure, 2 on wrong usage. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    int code = commandLine().execute(args);
    System.out.flush();
    // Libraries leave threads behind that are no daemons.
    System.exit(code);
  }

  /** The command line, with errors as readable lines. */
  public static CommandLine commandLine() {
    return new CommandLine(new Cairn())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(ReadableErrors::usage)
        .setExecutionExceptionHandler(ReadableErrors::failure);
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
