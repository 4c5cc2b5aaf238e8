package dev.cairn.jobs.cli;

import dev.cairn.flink.TableChanges;
import dev.cairn.jobs.config.ByteSize;
import dev.cairn.jobs.control.Change;
import dev.cairn.jobs.control.ControlSession;
import dev.cairn.schema.Control;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code cairn control set|revoke|clear|drop|list}. */
@Command(
    name = "control",
    description =
        "Changes a running job: values of its tables, which last until they are revoked; and clears"
            + " and drops tables.",
    mixinStandardHelpOptions = true)
public final class ControlCommand implements Runnable {

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: set, revoke, clear, drop or list");
  }

  @Command(
      name = "set",
      description =
          "Changes values at once and together, over what was changed before and over the"
              + " configuration file, and waits until every shard has them in force.",
      mixinStandardHelpOptions = true)
  int set(
      @Mixin TopicsCommand.Connection connection,
      @Mixin Waiting waiting,
      @Option(names = "--table", paramLabel = "NAME", description = "The table (default: all).")
          @Nullable String table,
      @Parameters(
              paramLabel = "PATH=VALUE",
              arity = "1..*",
              description =
                  "Path below the table in the configuration file and its new value, such as"
                      + " sampler.alpha=0.7, tiers[*].share=[0.6,0.3,0.1], capacity.bytes=2GiB or"
                      + " limiter.samples_per_insert=none.")
          List<String> changes)
      throws InterruptedException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String change : changes) {
      int at = change.indexOf('=');
      String path = at < 0 ? change : change.substring(0, at).strip();
      if (at < 0 || path.equals(TableChanges.DROPPED) || path.equals(TableChanges.CLEARED)) {
        throw new ParameterException(
            spec.commandLine().getSubcommands().get("set"),
            "a change must be PATH=VALUE, PATH one of "
                + String.join(", ", TableChanges.PATHS)
                + ": "
                + change);
      }
      values.put(path, inBytes(path, change.substring(at + 1).strip()));
    }
    return apply(connection, waiting, from -> from.set(table, values, waiting.author));
  }

  /** On the wire a size is a number of bytes. */
  private static String inBytes(String path, String value) {
    OptionalLong bytes =
        path.equals("capacity.bytes") ? ByteSize.parse(value) : OptionalLong.empty();
    return bytes.isPresent() ? Long.toString(bytes.getAsLong()) : value;
  }

  @Command(
      name = "revoke",
      description = "Takes changes back: what the configuration file says holds again.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin TopicsCommand.Connection connection,
      @Mixin Waiting waiting,
      @Option(
              names = "--table",
              paramLabel = "NAME",
              description = "The table (default: what was changed for all).")
          @Nullable String table,
      @Parameters(
              paramLabel = "PATH",
              arity = "0..*",
              description = "Those to take back (default: all, a drop too).")
          @Nullable List<String> paths)
      throws InterruptedException {
    List<String> which = paths == null ? List.of() : paths;
    return apply(connection, waiting, from -> from.revoke(table, which, waiting.author));
  }

  @Command(
      name = "clear",
      description = "Evicts every item of a table, counted as cleared.",
      mixinStandardHelpOptions = true)
  int clear(
      @Mixin TopicsCommand.Connection connection,
      @Mixin Waiting waiting,
      @Option(names = "--table", paramLabel = "NAME", required = true, description = "The table.")
          String table)
      throws InterruptedException {
    String now = Long.toString(System.currentTimeMillis());
    Map<String, String> values = Map.of(TableChanges.CLEARED, now);
    return apply(connection, waiting, from -> from.set(table, values, waiting.author));
  }

  @Command(
      name = "drop",
      description =
          "Deletes a table's items and state; what is written to it is a dead letter until that is"
              + " revoked.",
      mixinStandardHelpOptions = true)
  int drop(
      @Mixin TopicsCommand.Connection connection,
      @Mixin Waiting waiting,
      @Option(names = "--table", paramLabel = "NAME", required = true, description = "The table.")
          String table)
      throws InterruptedException {
    Map<String, String> values = Map.of(TableChanges.DROPPED, "true");
    return apply(connection, waiting, from -> from.set(table, values, waiting.author));
  }

  @Command(
      name = "list",
      description = "Prints the changes in force, and how many shards have acknowledged them.",
      mixinStandardHelpOptions = true)
  int list(@Mixin TopicsCommand.Connection connection) throws InterruptedException {
    try (ControlSession session = new ControlSession(connection.config(), System.out)) {
      session.list();
    }
    return CommandLine.ExitCode.OK;
  }

  private static int apply(
      TopicsCommand.Connection connection, Waiting waiting, Function<Change, Control> change)
      throws InterruptedException {
    try (ControlSession session = new ControlSession(connection.config(), System.out)) {
      session.apply(change, Duration.ofSeconds(waiting.seconds));
    }
    return CommandLine.ExitCode.OK;
  }

  /** Who asks, and how long to wait. */
  static final class Waiting {

    @Option(
        names = "--timeout",
        paramLabel = "SECONDS",
        defaultValue = "30",
        description = "How long to wait for all shards (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
        names = "--author",
        paramLabel = "NAME",
        defaultValue = "${sys:user.name}",
        description = "Who asks for it (default: ${DEFAULT-VALUE}).")
    private String author = "";
  }
}
