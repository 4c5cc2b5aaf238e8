package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.ClusterOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cairn endurance away}. */
@Command(
    name = "away",
    description =
        "The learner goes away while steps are written on, and comes back. Nothing may grow"
            + " meanwhile, and what it gets on return must be fresh.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AwayCommand implements Callable<Integer> {

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long it is away (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Steps a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Items held (default: ${DEFAULT-VALUE}).")
  private long items;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Directory for the run (default: a new one under runs/).")
  private @Nullable Path directory;

  @Override
  public Integer call() throws Exception {
    NumberedTable table = new NumberedTable(new NumberedSteps(11), items, 1, 64, Double.NaN, false);
    ClusterOptions options = new ClusterOptions(1, 1, 1, 1, false, 1, 0, 768, 1280, 128, 512, 0, 0);
    int diskMib = (int) (rate * 60 * (minutes + 2) * 130 / (1 << 20)) + 2048;
    Path path = RunDirectory.make(directory, "away", diskMib);
    return new AwayRun(path, options, table).run(minutes, rate);
  }
}
