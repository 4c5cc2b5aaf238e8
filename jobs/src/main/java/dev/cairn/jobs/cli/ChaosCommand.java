package dev.cairn.jobs.cli;

import dev.cairn.jobs.chaos.ChaosOptions;
import dev.cairn.jobs.chaos.ChaosRun;
import dev.cairn.jobs.chaos.fault.FaultKind;
import dev.cairn.jobs.chaos.fault.Faults;
import dev.cairn.jobs.cluster.ClusterOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cairn chaos}: a cluster under load and faults, and a verdict. */
@Command(
    name = "chaos",
    description =
        "Starts a cluster of processes, lets workers and a learner use it, kills and stops"
            + " processes by a schedule that follows from the seed, and compares what is left with"
            + " what was acknowledged. Exit code 1 unless nothing was lost, nothing doubled and"
            + " everything flowed again.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ChaosCommand implements Callable<Integer> {

  private static final double STEPS_A_SECOND = 1_000;
  private static final long INDEX_BYTES = 200;

  @Option(names = "--quick", description = "5 faults, 100,000 items: the default.")
  private boolean quick;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides which faults come, and when (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--items",
      paramLabel = "N",
      description =
          "Steps that are sent and acknowledged (default: 100000; 1,000 a second with --duration).")
  private @Nullable Long items;

  @Option(names = "--faults", paramLabel = "N", description = "How many (default: 5).")
  private @Nullable Integer faults;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "As many faults as come in so long, such as PT1H, instead of --faults.")
  private @Nullable Duration duration;

  @Option(
      names = "--faults-per-minute",
      paramLabel = "X",
      defaultValue = "4",
      description = "How often they come, about (default: ${DEFAULT-VALUE}).")
  private double faultsPerMinute;

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description = "Kinds of faults: ${COMPLETION-CANDIDATES} (default: all but brokers-away).",
      completionCandidates = Kinds.class)
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--safety",
      description = "All faults come at random; how soon all flows again is not judged.")
  private boolean safety;

  @Option(
      names = "--liveness",
      description =
          "After each fault everything must flow within 60 s. Without --safety and --liveness: one"
              + " half of the faults so, the other so.")
  private boolean liveness;

  @Option(
      names = "--patience",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Let it be X times 60 s, on a machine that is slow or busy (default: ${DEFAULT-VALUE}).")
  private double patience;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Processes that send (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Flink's TaskManagers (default: ${DEFAULT-VALUE}).")
  private int taskManagers;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Kafka brokers, 1 or 3 (default: ${DEFAULT-VALUE}).")
  private int brokers;

  @Option(names = "--standby", description = "Have a second JobManager wait.")
  private boolean standby;

  @Option(
      names = "--managed-memory",
      paramLabel = "MIB",
      defaultValue = "64",
      description = "RocksDB's memory in a TaskManager, MiB (default: ${DEFAULT-VALUE}).")
  private int managedMib;

  @Option(
      names = "--task-manager-memory",
      paramLabel = "MIB",
      description = "Memory of a TaskManager's process, MiB (default: 800 and what items need).")
  private @Nullable Integer taskManagerMib;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the run, new (default: runs/chaos-TIME-seed-N).")
  private @Nullable Path directory;

  /** Names of kinds, for the help. */
  static final class Kinds extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Kinds() {
      super(Faults.all().stream().map(FaultKind::name).toList());
    }
  }

  @Override
  public Integer call() throws Exception {
    ChaosOptions options = options();
    LogFile.set(options.directory().resolve("logs").resolve("chaos.log"));
    boolean right = false;
    try (ChaosRun run = new ChaosRun(options, ChaosCommand::print)) {
      // Ctrl-C leaves no process behind, whatever the run waits for.
      Runtime.getRuntime().addShutdownHook(new Thread(run::close));
      right = run.run();
    } finally {
      if (!right) {
        System.err.println(
            "cairn: the run failed: histories and logs are in "
                + options.directory()
                + "; again: scripts/chaos --seed "
                + seed
                + " with the same options");
      }
    }
    return right ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private ChaosOptions options() {
    int count = faults != null ? faults : 5;
    long steps = items != null ? items : 100_000;
    if (duration != null) {
      double minutes = duration.toMillis() / 60_000.0;
      count = faults != null ? faults : (int) Math.round(minutes * faultsPerMinute);
      steps = items != null ? items : Math.round(minutes * 60 * STEPS_A_SECOND);
    }
    boolean both = safety == liveness;
    return new ChaosOptions(
        directory != null ? directory : named(),
        seed,
        steps,
        count,
        faultsPerMinute,
        only.isEmpty() ? Faults.usual() : only.stream().map(Faults::named).toList(),
        safety || both,
        liveness || both,
        patience,
        workers,
        cluster(steps));
  }

  private ClusterOptions cluster(long steps) {
    long index = steps * INDEX_BYTES / Math.max(1, taskManagers) >> 20;
    int memory = taskManagerMib != null ? taskManagerMib : 736 + managedMib + (int) index;
    return new ClusterOptions(
        brokers, taskManagers, 1, 0, standby, seed, 0, 640, memory, managedMib, 256, 0, 0);
  }

  private Path named() {
    String time =
        LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
    return Path.of("runs", "chaos-" + time + "-seed-" + seed);
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
