package dev.cairn.jobs.cli;

import dev.cairn.jobs.cluster.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn savepoint}: of a cluster's job, which runs on. */
@Command(
    name = "savepoint",
    description = "Takes a savepoint of a cluster's job, which runs on.",
    mixinStandardHelpOptions = true)
public final class SavepointCommand implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  @Mixin private ClusterCommand.Folder folder = new ClusterCommand.Folder();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Directory under which it is written (default: savepoints in the folder).")
  private @Nullable Path to;

  @Override
  public Integer call() {
    Cluster cluster = folder.open();
    Path directory = to == null ? cluster.folder().path().resolve("savepoints") : to;
    Path savepoint = cluster.flink().savepoint(directory, TIMEOUT);
    System.out.println("savepoint " + savepoint);
    System.out.println(
        "next: cairn audit "
            + savepoint
            + " --config FILE, or cairn cluster start --from-savepoint "
            + savepoint);
    return CommandLine.ExitCode.OK;
  }
}
