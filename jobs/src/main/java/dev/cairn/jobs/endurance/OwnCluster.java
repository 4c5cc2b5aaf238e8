package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.Cluster;

/** Sees to it that a run's cluster does not outlive the run, also when that is cut off (Ctrl-C). */
final class OwnCluster implements AutoCloseable {

  private final Cluster cluster;
  private final Thread hook;

  private OwnCluster(Cluster cluster) {
    this.cluster = cluster;
    hook = new Thread(cluster::stop, "endurance-stop");
  }

  /** Starts a cluster; it is stopped by {@link #close}, or when this JVM ends. */
  static OwnCluster start(Cluster cluster) {
    System.out.println("starting the cluster");
    OwnCluster own = new OwnCluster(cluster);
    Runtime.getRuntime().addShutdownHook(own.hook);
    cluster.start();
    return own;
  }

  @Override
  public void close() {
    cluster.stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM ends, and the hook is doing the same.
      return;
    }
  }
}
