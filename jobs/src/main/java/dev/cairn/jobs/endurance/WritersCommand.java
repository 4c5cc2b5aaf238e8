package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.ClusterOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cairn endurance writers}. */
@Command(
    name = "writers",
    description =
        "Many writers at once, each with a stream and a producer of its own, paced by the table."
            + " Every acknowledged step must be held once, all get their share, and nothing grow.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class WritersCommand implements Callable<Integer> {

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int writers;

  @Option(
      names = "--processes",
      paramLabel = "N",
      defaultValue = "4",
      description = "JVMs that they are in (default: ${DEFAULT-VALUE}).")
  private int processes;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps a second that each would send (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Batches of 64 a second that the learner takes: four steps are let in for each item of"
              + " them (default: ${DEFAULT-VALUE}).")
  private double batches;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "180",
      description = "How long they write (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Directory for the run (default: a new one under runs/).")
  private @Nullable Path directory;

  @Override
  public Integer call() throws Exception {
    long most = (long) (writers * rate * (seconds + 60));
    NumberedTable table = new NumberedTable(new NumberedSteps(2), most, 4, 64, 0.25, true);
    ClusterOptions options =
        new ClusterOptions(
            1, 1, 2, 2, false, 1, 0, 768, 1536 + (int) (most * 90 >> 20), 128, 768, 0, 0);
    Path path = RunDirectory.make(directory, "writers", 4096);
    return new WritersRun(path, options, table, new WritersRun.Demand(writers, processes, rate))
        .run(seconds, batches);
  }
}
