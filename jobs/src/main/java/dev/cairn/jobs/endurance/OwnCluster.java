package dev.cairn.jobs.endurance;

import dev.cairn.jobs.chaos.Disturbance;
import dev.cairn.jobs.cluster.Cluster;
import org.jspecify.annotations.Nullable;

/** Sees to it that a run's cluster does not outlive the run, also when that is cut off (Ctrl-C). */
final class OwnCluster implements AutoCloseable {

  private final Cluster cluster;
  // What would start the cluster's processes again while they are stopped.
  private volatile @Nullable Disturbance disturbance;
  private final Thread hook;

  private OwnCluster(Cluster cluster) {
    this.cluster = cluster;
    hook = new Thread(this::stop, "endurance-stop");
  }

  /** Starts a cluster; it is stopped by {@link #close}, or when this JVM ends. */
  static OwnCluster start(Cluster cluster) {
    System.out.println("starting the cluster");
    OwnCluster own = new OwnCluster(cluster);
    Runtime.getRuntime().addShutdownHook(own.hook);
    cluster.start();
    return own;
  }

  /** What is to end before the cluster does. */
  void disturbedBy(Disturbance by) {
    disturbance = by;
  }

  private void stop() {
    Disturbance by = disturbance;
    if (by != null) {
      by.close();
    }
    cluster.stop();
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM ends, and the hook is doing the same.
      return;
    }
  }
}
