package dev.cairn.jobs.cluster;

import dev.cairn.jobs.inspect.SavepointFit;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.ConsumerGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes a cluster that runs to another configuration, release or number of slots: a savepoint, a
 * look whether it fits, the end of the old job, a new one from there; and back to what was, old
 * release and configuration, if that does not run. What comes between the savepoint and the end is
 * read again from the topics.
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
   * @return the cluster as it runs now
   * @throws StartException when the change does not fit the savepoint or cannot be met, and the old
   *     job runs on; when the new job does not run, and the old one runs again; or when neither
   *     does, with both reasons
   */
  public Cluster to(JobChange change) {
    if (!change.keepsState()) {
      // The same brokers: their addresses are the old configuration's.
      ConsumerGroup.requireUnread(cluster.running(change.config(), Map.of()));
    }
    progress.accept("taking a savepoint");
    Path savepoint =
        cluster.flink().savepoint(cluster.folder().path().resolve("savepoints"), SAVEPOINT);
    progress.accept("savepoint " + savepoint);
    if (change.keepsState()) {
      SavepointFit.require(savepoint, change.config());
    }
    Cluster next = cluster.changed(change, change.keepsState() ? savepoint : null);
    progress.accept("stopping the old job");
    cluster.stop();
    try {
      next.write();
      progress.accept("starting the new one");
      next.start();
      return next;
    } catch (RuntimeException e) {
      progress.accept("it does not run: " + e.getMessage());
      progress.accept("going back");
      back(savepoint, e);
      throw new StartException(
          "the new job does not run, the old one runs again from "
              + savepoint
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void back(Path savepoint, RuntimeException why) {
    try {
      JobChange before =
          new JobChange(
              cluster.options(),
              cluster.config(),
              Map.of(),
              cluster.release(),
              /* keepsState= */ true);
      Cluster old = cluster.changed(before, savepoint);
      old.write();
      old.start();
    } catch (RuntimeException e) {
      StartException both =
          new StartException(
              "the new job does not run, and the old one does not run again: nothing runs now"
                  + "\nthe new one: "
                  + why.getMessage()
                  + "\nthe old one: "
                  + e.getMessage()
                  + "\nput the cause right, then: cairn cluster start --dir "
                  + cluster.folder().path()
                  + " --from-savepoint "
                  + savepoint,
              why);
      both.addSuppressed(e);
      throw both;
    }
  }
}
