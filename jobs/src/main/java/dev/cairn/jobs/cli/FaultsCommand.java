package dev.cairn.jobs.cli;

import dev.cairn.jobs.chaos.trial.Scenario;
import dev.cairn.jobs.chaos.trial.Scenarios;
import dev.cairn.jobs.chaos.trial.Seen;
import dev.cairn.jobs.start.FileTree;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn faults}: each fault of the environment on a cluster of its own. */
@Command(
    name = "faults",
    hidden = true,
    description =
        "Makes disks full, storage and brokers go away, checkpoints damaged and records deleted,"
            + " each on a cluster of its own, and judges what comes of it. Exit code 1 unless all is"
            + " as it must be.",
    mixinStandardHelpOptions = true)
public final class FaultsCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(FaultsCommand.class);
  private static final List<Scenario> ALL = Scenarios.all();

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these (default: all).")
  private @Nullable List<String> names;

  @Option(names = "--list", description = "Print the names and what is done.")
  private boolean list;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "runs/faults",
      description = "Folder of the clusters (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("runs/faults");

  @Override
  public Integer call() {
    if (list) {
      ALL.forEach(scenario -> System.out.printf("%-26s %s%n", scenario.name(), scenario.does()));
      return CommandLine.ExitCode.OK;
    }
    LogFile.set(directory.resolve("faults.log"));
    // So that the trial ends what it started, and unmounts.
    Interrupts.onFirst(Thread.currentThread()::interrupt);
    List<String> verdicts = new ArrayList<>();
    boolean right = true;
    for (Scenario scenario : chosen()) {
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      boolean so = run(scenario);
      verdicts.add((so ? "ok    " : "WRONG ") + scenario.name());
      right &= so;
    }
    verdicts.forEach(System.out::println);
    return right ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Scenario> chosen() {
    if (names == null) {
      return ALL;
    }
    List<Scenario> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          ALL.stream()
              .filter(scenario -> scenario.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new StartException(
                          "a fault must be one of "
                              + ALL.stream().map(Scenario::name).toList()
                              + ": "
                              + name)));
    }
    return chosen;
  }

  private boolean run(Scenario scenario) {
    System.out.println(scenario.name() + ": " + scenario.does());
    Path folder = directory.toAbsolutePath().resolve(scenario.name());
    FileTree.delete(folder);
    Seen seen = new Seen(System.out::println);
    try {
      scenario.run(folder, seen);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      LOG.error("{} failed", scenario.name(), e);
      seen.require(false, String.valueOf(e.getMessage()) + " (folder " + folder + ")");
    }
    return seen.right();
  }
}
