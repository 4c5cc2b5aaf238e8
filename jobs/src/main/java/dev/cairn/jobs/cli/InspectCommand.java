package dev.cairn.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.inspect.CheckpointFigures;
import dev.cairn.jobs.inspect.Figures;
import dev.cairn.jobs.inspect.FiguresText;
import dev.cairn.jobs.inspect.LiveFigures;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code cairn inspect}: what is in the memory. */
@Command(
    name = "inspect",
    description =
        "Prints what is in the memory, of a job that runs or of a checkpoint or savepoint, and"
            + " whether all that must hold of it does; exit code 1 if not. Over several shards,"
            + " quantiles but the first and the last are means weighted by items.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class InspectCommand implements Callable<Integer> {

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Mixin private TopicsCommand.Connection connection = new TopicsCommand.Connection();

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description =
          "Checkpoint or savepoint: the directory with the file _metadata (default: the running"
              + " job, by what it publishes).")
  private @Nullable Path from;

  @Option(names = "--table", paramLabel = "NAME", description = "One table only (default: all).")
  private @Nullable String table;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Items of the highest priority to print, with --from (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--export",
      paramLabel = "FORMAT",
      description =
          "Write the items with their payload, with --from: ${COMPLETION-CANDIDATES}. One file a"
              + " shard, TABLE-SHARD.parquet.")
  private @Nullable Format export;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Directory of the exported files (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Option(names = "--json", description = "Print JSON: a list of one object a table.")
  private boolean json;

  /** Formats of exported items. */
  enum Format {
    parquet
  }

  @Override
  public Integer call() throws Exception {
    require(top >= 0, "--top must be at least 0: --top=" + top);
    require(
        export == null || from != null,
        "--export needs --from, as payload is not published: --export=" + export);
    CairnConfig config = connection.config();
    List<TableSpec> tables = tables(config);
    LogFile.set(Path.of(LogFile.current()));
    List<Figures> figures =
        merged(tables, from == null ? live(config, tables) : stored(from, tables));
    if (json) {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      System.out.println(mapper.writeValueAsString(figures));
    } else {
      figures.forEach(table -> System.out.println(FiguresText.of(table)));
    }
    boolean holds = figures.stream().allMatch(table -> table.violations().isEmpty());
    return holds ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Figures> live(CairnConfig config, List<TableSpec> tables) {
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      String stats = new Topics(config.space()).stats();
      for (String deviation : admin.deviations(TopicPlan.of(config))) {
        if (deviation.startsWith("the topic is missing: topic=" + stats + " ")) {
          throw new StartException(deviation);
        }
      }
    }
    return LiveFigures.read(
        config.kafka(), config.space(), tables.stream().map(TableSpec::name).toList());
  }

  private List<Figures> stored(Path directory, List<TableSpec> tables) throws Exception {
    if (export != null) {
      Files.createDirectories(out);
    }
    return CheckpointFigures.read(directory, tables, top, export == null ? null : out);
  }

  private List<Figures> merged(List<TableSpec> tables, List<Figures> shards) {
    List<Figures> merged = new ArrayList<>();
    for (TableSpec spec : tables) {
      shards.stream()
          .filter(shard -> shard.table().equals(spec.name()))
          .reduce((a, b) -> a.plus(b, top))
          .ifPresent(whole -> merged.add(whole.withWarnings(spec)));
    }
    return merged;
  }

  private List<TableSpec> tables(CairnConfig config) {
    if (table == null) {
      return config.tables();
    }
    List<TableSpec> named =
        config.tables().stream().filter(spec -> spec.name().equals(table)).toList();
    require(
        !named.isEmpty(),
        "--table must be one of "
            + config.tables().stream().map(TableSpec::name).toList()
            + ": --table="
            + table);
    return named;
  }

  private void require(boolean right, String rule) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }
}
