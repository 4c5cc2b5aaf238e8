package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.ClusterOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cairn endurance recovery}. */
@Command(
    name = "recovery",
    description =
        "A TaskManager with a large memory is killed under load. The first minibatch must come"
            + " within a minute, state and index be back sooner than the topic can be read again,"
            + " and nothing be lost.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RecoveryCommand implements Callable<Integer> {

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Items held (default: ${DEFAULT-VALUE}).")
  private long items;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "128",
      description = "Payload of each, in words of 8 bytes (default: ${DEFAULT-VALUE}).")
  private int words;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Steps a second when it is killed (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often it is killed (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--flink",
      paramLabel = "KEY=VALUE",
      description = "Flink's settings over all others; may be given again.")
  private Map<String, String> flink = new LinkedHashMap<>();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Directory for the run (default: a new one under runs/).")
  private @Nullable Path directory;

  @Override
  public Integer call() throws Exception {
    NumberedSteps steps = new NumberedSteps(words);
    NumberedTable table = new NumberedTable(steps, items, 1, 128, Double.NaN, true);
    // One of them has the whole state, the other is there to take over.
    int heapMib = (int) (items * 90 >> 20) + 128;
    ClusterOptions options =
        new ClusterOptions(1, 2, 1, 1, false, 1, 0, 768, 1280 + heapMib, 256, 512, 0, 0);
    int diskMib = (int) (items * steps.bytes() * 8 >> 20) + 2048;
    Path path = RunDirectory.make(directory, "recovery", diskMib);
    return new RecoveryRun(path, options, table, flink).run(rate, kills);
  }
}
