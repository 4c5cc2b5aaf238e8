package dev.cairn.jobs.cli;

import dev.cairn.jobs.cluster.Changeover;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.JobChange;
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
            + " not fit is refused before the old job is ended; if the new job does not run, the"
            + " old one does again, in the release and configuration that it had.",
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

  @Option(
      names = "--without-state",
      description =
          "Begin with empty tables and fill them from the topics, as far as those reach back: for"
              + " other columns or another number of shards. The configuration needs a"
              + " kafka.group.id that has read nothing.")
  private boolean withoutState;

  @Override
  public Integer call() {
    Cluster cluster = folder.open();
    CairnConfig next = config == null ? cluster.config() : ConfigFile.load(config, null);
    JobChange change = JobChange.to(cluster.options(), next, flink);
    Cluster upgraded =
        new Changeover(cluster, System.out::println)
            .to(withoutState ? change.withoutState() : change);
    System.out.print(upgraded.status().table(System.currentTimeMillis()));
    return CommandLine.ExitCode.OK;
  }
}
