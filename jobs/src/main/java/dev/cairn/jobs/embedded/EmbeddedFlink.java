package dev.cairn.jobs.embedded;

import dev.cairn.jobs.start.DiskSpace;
import dev.cairn.jobs.start.Ports;
import dev.cairn.jobs.start.StartException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this JVM: one JobManager, one TaskManager, RocksDB, checkpoints on local disk,
 * and Flink's web page on the loopback address. Thread-safe. Up in about 2 s.
 */
public final class EmbeddedFlink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
  private static final long MIN_FREE_BYTES = 256L << 20;

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final URI webPage;
  private int lastTaskManager;

  private EmbeddedFlink(MiniCluster cluster, Configuration configuration, URI webPage) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.webPage = webPage;
  }

  /**
   * Starts a cluster.
   *
   * @param directory where checkpoints and RocksDB's files go; made if needed
   * @param port port of the web page; 0 for a free one
   * @param parallelism slots of a TaskManager and parallelism of jobs, at least 1
   * @param settings Flink settings that override ours; with {@link
   *     EmbeddedFlinkSettings#METRICS_PORT}, 0 for a free one, metrics are served for Prometheus
   * @throws StartException when the port is in use, the disk is nearly full, or Flink refuses
   */
  public static EmbeddedFlink start(
      Path directory, int port, int parallelism, Map<String, String> settings) {
    DiskSpace.require(directory, MIN_FREE_BYTES);
    int claimed = Ports.claim(port, "--port");
    Configuration configuration =
        EmbeddedFlinkSettings.of(
            directory.toAbsolutePath(), claimed, parallelism, withMetricsPort(settings));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
    try {
      cluster.start();
      return new EmbeddedFlink(cluster, configuration, cluster.getRestAddress().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while Flink started", e);
    } catch (Exception e) {
      cluster.closeAsync();
      throw new StartException(
          "the embedded Flink cluster does not start: directory=" + directory + " (" + e + ")", e);
    }
  }

  /** Flink goes on without metrics when it cannot have the port: hence found out before. */
  private static Map<String, String> withMetricsPort(Map<String, String> settings) {
    String port = settings.get(EmbeddedFlinkSettings.METRICS_PORT);
    if (port == null) {
      return settings;
    }
    Map<String, String> claimed = new HashMap<>(settings);
    try {
      int free = Ports.claim(Integer.parseInt(port), EmbeddedFlinkSettings.METRICS_PORT);
      claimed.put(EmbeddedFlinkSettings.METRICS_PORT, Integer.toString(free));
    } catch (NumberFormatException e) {
      throw new StartException(
          "a port must be 0 (any) to 65535: " + EmbeddedFlinkSettings.METRICS_PORT + "=" + port, e);
    }
    return claimed;
  }

  /** Where Prometheus finds the metrics; null when they are not served. */
  public @Nullable URI metricsPage() {
    String port = configuration.toMap().get(EmbeddedFlinkSettings.METRICS_PORT);
    return port == null ? null : URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /** Address of Flink's web page. */
  public URI webPage() {
    return webPage;
  }

  /**
   * Submits a job and returns at once.
   *
   * @param pipeline adds the operators to the environment
   * @throws StartException when Flink refuses the job
   */
  public JobID submit(Consumer<StreamExecutionEnvironment> pipeline) {
    return submit(pipeline, null, RecoveryClaimMode.DEFAULT);
  }

  /**
   * Submits a job that goes on where a savepoint or retained checkpoint was, and returns at once;
   * what does not fit ends the job.
   *
   * @param pipeline adds the operators to the environment
   * @param from the directory with the file {@code _metadata}; null for a start without state
   * @throws StartException when Flink refuses the job
   */
  public JobID submit(Consumer<StreamExecutionEnvironment> pipeline, @Nullable Path from) {
    return submit(pipeline, from, RecoveryClaimMode.DEFAULT);
  }

  /**
   * The same.
   *
   * @param claim whether Flink may delete the checkpoint once later ones do without it
   */
  public JobID submit(
      Consumer<StreamExecutionEnvironment> pipeline, @Nullable Path from, RecoveryClaimMode claim) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration(configuration));
    pipeline.accept(env);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    if (from != null) {
      String path = from.toAbsolutePath().toUri().toString();
      graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(path, false, claim));
    }
    try {
      return cluster.submitJob(graph).get().getJobID();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while the job was submitted", e);
    } catch (ExecutionException e) {
      throw new StartException("Flink refuses the job: " + e.getCause(), e);
    }
  }

  /** Completes when the job ends, however it ends. */
  public CompletableFuture<JobResult> result(JobID job) {
    return cluster.requestJobResult(job);
  }

  /** Status of a job now. */
  public CompletableFuture<JobStatus> status(JobID job) {
    return cluster.getJobStatus(job);
  }

  /**
   * Takes a savepoint; the job runs on.
   *
   * @param directory under which it is written
   * @return the directory of the savepoint itself
   * @throws StartException when it is not complete within 60 s
   */
  public Path savepoint(JobID job, Path directory) {
    try {
      String path =
          cluster
              .triggerSavepoint(
                  job, directory.toAbsolutePath().toString(), false, SavepointFormatType.CANONICAL)
              .get(60, TimeUnit.SECONDS);
      return Path.of(URI.create(path));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while the savepoint was taken", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new StartException(
          "the savepoint was not taken: job=" + job + " directory=" + directory + " (" + e + ")",
          e);
    }
  }

  /** Cancels a job and waits up to 20 s for its end. */
  public void cancel(JobID job) {
    try {
      cluster.cancelJob(job).get(10, TimeUnit.SECONDS);
      cluster.requestJobResult(job).get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the job was not cancelled in time: job={}", job, e);
    }
  }

  /**
   * Ends the TaskManager with all that it holds in memory and on its local disk, and starts
   * another. Jobs restart from their last checkpoint.
   */
  public synchronized void killTaskManager() {
    LOG.warn("the TaskManager is killed: index={}", lastTaskManager);
    try {
      // The spare first: then only the restore takes time, as on a cluster with a spare.
      cluster.startTaskManager();
      CompletableFuture<Void> end = cluster.terminateTaskManager(lastTaskManager);
      lastTaskManager++;
      end.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("the TaskManager did not end in order", e);
    }
  }

  /** Stops everything; waits up to 30 s. Checkpoints stay on disk. */
  @Override
  public void close() {
    try {
      cluster.closeAsync().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the cluster did not stop in order", e);
    }
  }
}
