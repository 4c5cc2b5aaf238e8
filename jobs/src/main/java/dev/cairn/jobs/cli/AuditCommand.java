package dev.cairn.jobs.cli;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.inspect.CheckpointFigures;
import dev.cairn.jobs.inspect.CheckpointFiles;
import dev.cairn.jobs.inspect.Figures;
import dev.cairn.jobs.inspect.TierFigures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn audit}: whether all that must hold of a savepoint does. */
@Command(
    name = "audit",
    description =
        "Recomputes what must hold of a checkpoint or savepoint: its files are whole, ledgers balance, each item is in"
            + " one tier that its importance reaches and is one leaf of its tree, sums of weights"
            + " are those of the leaves, and every payload can be read. Exit code 1 if not.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class AuditCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SAVEPOINT",
      description = "Checkpoint or savepoint: the directory with the file _metadata.")
  private Path savepoint = Path.of("");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file of the job (default: the demo's).")
  private @Nullable Path file;

  @Option(
      names = "--thresholds-changed",
      description =
          "cairn control has changed thresholds: do not compare the tiers of the items with those"
              + " of the file.")
  private boolean thresholdsChanged;

  @Override
  public Integer call() {
    CairnConfig config = ConfigFile.load(file, null);
    LogFile.set(Path.of(LogFile.current()));
    List<String> damaged = CheckpointFiles.problems(savepoint);
    if (!damaged.isEmpty()) {
      damaged.forEach(line -> System.out.println("DAMAGED: " + line));
      return CommandLine.ExitCode.SOFTWARE;
    }
    List<Figures> tables = CheckpointFigures.audit(savepoint, config.tables(), !thresholdsChanged);
    tables.forEach(AuditCommand::print);
    boolean holds = tables.stream().allMatch(table -> table.violations().isEmpty());
    return holds ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static void print(Figures table) {
    List<Long> tiers = table.tiers().stream().map(TierFigures::items).toList();
    System.out.println(
        "table "
            + table.table()
            + ": "
            + (table.violations().isEmpty() ? "every invariant holds" : "BROKEN")
            + "; steps "
            + text(table.steps())
            + "; items "
            + text(table.items())
            + " in tiers "
            + tiers
            + "; updates "
            + text(table.updates()));
    table.violations().forEach(line -> System.out.println("  " + line));
  }

  private static String text(Map<String, Long> ledger) {
    StringBuilder text = new StringBuilder();
    ledger.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
    return text.toString();
  }
}
