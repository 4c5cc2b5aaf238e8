package dev.cairn.jobs.cli;

import dev.cairn.jobs.cluster.Changeover;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.JobChange;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn rescale}: a cluster's job goes on with another parallelism. */
@Command(
    name = "rescale",
    description =
        "Takes a cluster's job to another parallelism by a savepoint; with more TaskManagers if it"
            + " has too few slots. Goes back if that does not run.",
    mixinStandardHelpOptions = true)
public final class RescaleCommand implements Callable<Integer> {

  @Mixin private ClusterCommand.Folder folder = new ClusterCommand.Folder();

  @Option(names = "--parallelism", paramLabel = "N", required = true, description = "From now on.")
  private int parallelism;

  @Override
  public Integer call() {
    Cluster cluster = folder.open();
    ClusterOptions options = cluster.options().withParallelism(parallelism);
    Cluster next =
        new Changeover(cluster, System.out::println)
            .to(JobChange.to(options, cluster.config(), Map.of()).in(cluster.release()));
    System.out.print(next.status().table(System.currentTimeMillis()));
    return CommandLine.ExitCode.OK;
  }
}
