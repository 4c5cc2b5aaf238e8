package dev.cairn.jobs.cli;

import dev.cairn.jobs.cluster.Changeover;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn upgrade}: a cluster's job goes on with this release and another configuration. */
@Command(
    name = "upgrade",
    description =
        "Takes a cluster's job to this release and another configuration by a savepoint. What does"
            + " not fit is refused before the old job is ended; what does not run is undone.",
    mixinStandardHelpOptions = true)
public final class UpgradeCommand implements Callable<Integer> {

  @Mixin private ClusterCommand.Folder folder = new ClusterCommand.Folder();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration from now on (default: the one that it has).")
  private @Nullable Path config;

  @Option(
      names = "--flink",
      paramLabel = "KEY=VALUE",
      description = "Flink's settings over all others; may be given again.")
  private Map<String, String> flink = new LinkedHashMap<>();

  @Override
  public Integer call() {
    Cluster cluster = folder.open();
    CairnConfig next = config == null ? cluster.config() : ConfigFile.load(config, null);
    Cluster upgraded =
        new Changeover(cluster, System.out::println).to(cluster.options(), next, flink);
    System.out.print(upgraded.status().table(System.currentTimeMillis()));
    return CommandLine.ExitCode.OK;
  }
}
