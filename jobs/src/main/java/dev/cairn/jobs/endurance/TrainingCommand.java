package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.ClusterOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cairn endurance training}. */
@Command(
    name = "training",
    description =
        "CartPole is learned on a cluster whose processes die or stand still, one a minute, and are"
            + " started again. It must be solved at the end, and every ledger must balance.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainingCommand implements Callable<Integer> {

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long it is kept going (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides faults, starts and first parameters (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--undisturbed", description = "Without faults.")
  private boolean undisturbed;

  @Option(
      names = "--beside",
      paramLabel = "DIR",
      description = "Directory of an undisturbed run, whose curve is drawn too.")
  private @Nullable Path beside;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Processes that play (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "16",
      description = "Steps a second of each, at most (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Directory for the run (default: a new one under runs/).")
  private @Nullable Path directory;

  @Override
  public Integer call() throws Exception {
    ClusterOptions options =
        new ClusterOptions(1, 2, 1, 0, false, seed, 0, 768, 1024, 128, 384, workers, 1);
    TrainingRun run =
        new TrainingRun(
            RunDirectory.make(directory, undisturbed ? "undisturbed" : "training", 2048),
            options,
            rate,
            minutes);
    return run.run(!undisturbed, beside);
  }
}
