package dev.cairn.jobs.cluster;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.inspect.SavepointFit;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes a cluster that runs to another configuration, release or number of slots: a savepoint, a
 * look whether it fits, the end of the old job, a new one from there; and back to what was if that
 * does not run. What comes between the savepoint and the end is read again from the topics.
 */
public final class Changeover {

  private static final Duration SAVEPOINT = Duration.ofMinutes(10);

  private final Cluster cluster;
  private final Consumer<String> progress;

  /**
   * @param progress hears one line a step
   */
  public Changeover(Cluster cluster, Consumer<String> progress) {
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * Goes over. Takes as long as a savepoint, a stop and a start: half a minute and more.
   *
   * @param options what the cluster consists of from now on
   * @param config tables of the job from now on
   * @param flinkOver Flink's settings over those of the configuration
   * @return the cluster as it runs now
   * @throws StartException when the savepoint does not fit, and the old job runs on; or when the
   *     new job does not run, and the old one runs again
   */
  public Cluster to(ClusterOptions options, CairnConfig config, Map<String, String> flinkOver) {
    progress.accept("taking a savepoint");
    Path savepoint =
        cluster.flink().savepoint(cluster.folder().path().resolve("savepoints"), SAVEPOINT);
    progress.accept("savepoint " + savepoint);
    SavepointFit.require(savepoint, config);
    progress.accept("stopping the old job");
    cluster.stop();
    try {
      Cluster next = cluster.restarted(options, config, flinkOver, savepoint);
      progress.accept("starting the new one");
      next.start();
      return next;
    } catch (RuntimeException e) {
      progress.accept("it does not run; going back");
      back(savepoint);
      throw new StartException(
          "the new job does not run, the old one runs again from "
              + savepoint
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void back(Path savepoint) {
    Cluster.open(cluster.folder().path())
        .restarted(cluster.options(), cluster.config(), Map.of(), savepoint)
        .start();
  }
}
