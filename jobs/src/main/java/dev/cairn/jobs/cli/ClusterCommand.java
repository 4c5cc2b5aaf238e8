package dev.cairn.jobs.cli;

import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.ClusterStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn cluster start|status|stop|kill|pause|resume}. */
@Command(
    name = "cluster",
    description =
        "Runs ZooKeeper, Kafka and Flink with the replay job as processes on this machine, all in"
            + " one folder.",
    mixinStandardHelpOptions = true)
public final class ClusterCommand implements Runnable {

  private static final Duration SAVEPOINT = Duration.ofMinutes(10);

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: start, status, stop, kill, pause or resume");
  }

  @Command(
      name = "start",
      description =
          "Starts the cluster and waits until the job runs, or starts single processes of it again."
              + " A folder that was used before goes on where it was.",
      mixinStandardHelpOptions = true)
  int start(
      @Mixin Folder folder,
      @Mixin ClusterLayout layout,
      @Parameters(
              arity = "0..*",
              paramLabel = "ROLE",
              description = "Only these processes, such as task-manager-1.")
          @Nullable List<String> roles) {
    if (roles != null) {
      return each(folder.open(), roles, ClusterProcess::start);
    }
    LogFile.set(folder.directory.resolve("logs").resolve("cluster.log"));
    Cluster cluster = layout.cluster(folder.directory);
    System.out.println("starting: dir=" + cluster.folder().path());
    cluster.start();
    return print(cluster.status());
  }

  @Command(
      name = "status",
      description =
          "Prints the processes, the job and its newest checkpoint; exit code 1 unless everything"
              + " runs.",
      mixinStandardHelpOptions = true)
  int status(
      @Mixin Folder folder, @Option(names = "--json", description = "As JSON.") boolean json) {
    ClusterStatus status = folder.open().status();
    if (json) {
      System.out.println(status.json());
    } else {
      print(status);
    }
    return status.healthy() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  @Command(
      name = "stop",
      description = "Ends all processes in order. Files stay: cairn cluster start goes on.",
      mixinStandardHelpOptions = true)
  int stop(
      @Mixin Folder folder,
      @Option(
              names = "--savepoint",
              paramLabel = "DIR",
              description = "Take a savepoint under this directory first.")
          @Nullable Path savepoint) {
    Cluster cluster = folder.open();
    if (savepoint != null) {
      System.out.println("savepoint " + cluster.flink().savepoint(savepoint, SAVEPOINT));
    }
    cluster.stop();
    return CommandLine.ExitCode.OK;
  }

  @Command(
      name = "kill",
      description = "Kills processes as if power were cut (SIGKILL).",
      mixinStandardHelpOptions = true)
  int kill(@Mixin Folder folder, @Mixin Roles roles) {
    return each(folder.open(), roles.names, ClusterProcess::kill);
  }

  @Command(
      name = "pause",
      description = "Makes processes stand still (SIGSTOP).",
      mixinStandardHelpOptions = true)
  int pause(@Mixin Folder folder, @Mixin Roles roles) {
    return each(folder.open(), roles.names, ClusterProcess::pause);
  }

  @Command(
      name = "resume",
      description = "Lets processes go on that stand still (SIGCONT).",
      mixinStandardHelpOptions = true)
  int resume(@Mixin Folder folder, @Mixin Roles roles) {
    return each(folder.open(), roles.names, ClusterProcess::resume);
  }

  private static int each(Cluster cluster, List<String> roles, Consumer<ClusterProcess> action) {
    // All names first: a wrong one leaves everything as it was.
    List<ClusterProcess> processes = roles.stream().map(cluster::process).toList();
    processes.forEach(action);
    return CommandLine.ExitCode.OK;
  }

  private static int print(ClusterStatus status) {
    System.out.print(status.table(System.currentTimeMillis()));
    return CommandLine.ExitCode.OK;
  }

  /** Which cluster. */
  static final class Folder {

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        defaultValue = "runs/cluster",
        description = "Folder of the cluster (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("runs/cluster");

    Cluster open() {
      return Cluster.open(directory);
    }
  }

  /** Which processes. */
  static final class Roles {

    @Parameters(
        arity = "1..*",
        paramLabel = "ROLE",
        description = "Such as broker-1, job-manager-1, task-manager-2.")
    private List<String> names = new ArrayList<>();
  }
}
