package dev.cairn.jobs.cluster;

import dev.cairn.jobs.inspect.CheckpointFiles;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the processes of a cluster in order, and waits for each to serve. */
final class Startup {

  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final Duration START = Duration.ofMinutes(3);
  private static final long POLL_MS = 100;

  /**
   * So many restarts while everything is there say that the job cannot run: about half a minute.
   */
  private static final int RESTARTS = 8;

  private final Cluster cluster;

  Startup(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts all of them; none may run.
   *
   * @throws StartException when the checkpoint from which the job goes on is damaged, a process
   *     ends, or the job does not run within 3 minutes or fails again and again
   */
  void run() {
    requireGoesOn();
    // What is left of processes that were killed would read as processes that have just ended.
    cluster.processes().forEach(ClusterProcess::forget);
    start(Role.Kind.ZOOKEEPER);
    start(Role.Kind.BROKER);
    makeTopics();
    start(Role.Kind.JOB_MANAGER);
    start(Role.Kind.TASK_MANAGER);
    awaitRunning(cluster, START, RESTARTS, this::requireUp);
    start(Role.Kind.LEARNER);
    start(Role.Kind.WORKER);
  }

  /** Before anything is started: afterwards Flink would try a damaged checkpoint for minutes. */
  private void requireGoesOn() {
    ClusterFolder folder = cluster.folder();
    Optional<Path> own = folder.newestCheckpoint(cluster.jobId());
    if (Files.exists(folder.result(cluster.jobId()))) {
      throw new StartException(
          "the job has ended for good: job="
              + cluster.jobId()
              + " (put the cause right and start with --from-savepoint"
              + CheckpointFiles.newestWhole(folder.checkpoints().resolve(cluster.jobId()))
                  .map(path -> " " + path)
                  .orElse("")
              + ")");
    }
    own.or(cluster::from).ifPresent(CheckpointFiles::require);
  }

  private void start(Role.Kind kind) {
    cluster.processes(kind).forEach(ClusterProcess::start);
  }

  private void makeTopics() {
    long end = System.nanoTime() + START.toNanos();
    while (true) {
      try (TopicAdmin admin = new TopicAdmin(cluster.config().kafka())) {
        admin.create(TopicPlan.of(cluster.config()));
        return;
      } catch (StartException e) {
        // Not all brokers are there yet.
        requireUp();
        if (System.nanoTime() > end) {
          throw e;
        }
        LOG.info("the topics cannot be made yet: {}", e.getMessage());
        sleep();
      }
    }
  }

  private void requireUp() {
    ClusterFolder folder = cluster.folder();
    for (ClusterProcess process : cluster.processes()) {
      boolean started = Files.exists(folder.pid(process.role()));
      if (started && process.state() == ClusterProcess.State.DOWN) {
        throw new StartException(
            "a process has ended: role="
                + process.role()
                + " ("
                + (process.role().kind() == Role.Kind.JOB_MANAGER ? reason(cluster) : "")
                + process.lastWords()
                + "; see "
                + folder.out(process.role())
                + " and "
                + folder.log(process.role())
                + ")");
      }
    }
  }

  /**
   * Waits until every task of the job runs.
   *
   * @param maxRestarts with so many it is given up; 0 for never
   * @param meanwhile is run again and again, and ends the wait when it throws
   */
  static void awaitRunning(Cluster cluster, Duration timeout, int maxRestarts, Runnable meanwhile) {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      Optional<JobFigures> job = cluster.flink().job();
      if (job.isPresent() && job.get().running()) {
        return;
      }
      if (job.isPresent() && job.get().ended()) {
        throw new StartException(
            "the job has ended: state=" + job.get().state() + " (" + lookAt(cluster) + ")");
      }
      if (maxRestarts > 0 && job.isPresent() && job.get().restarts() >= maxRestarts) {
        throw new StartException(
            "the job fails again and again: restarts="
                + job.get().restarts()
                + " ("
                + lookAt(cluster)
                + ")");
      }
      meanwhile.run();
      if (System.nanoTime() > end) {
        throw new StartException(
            "the job does not run after " + timeout.toSeconds() + " s (" + lookAt(cluster) + ")");
      }
      sleep();
    }
  }

  private static String reason(Cluster cluster) {
    return cluster.processes(Role.Kind.JOB_MANAGER).stream()
        .map(process -> FailureReason.in(cluster.folder().log(process.role())))
        .filter(reason -> !reason.isEmpty())
        .findFirst()
        .map(reason -> reason + "; ")
        .orElse("");
  }

  private static String lookAt(Cluster cluster) {
    ClusterFolder folder = cluster.folder();
    return cluster.flink().cause().map(cause -> cause + "; ").orElseGet(() -> reason(cluster))
        + "all of it is in "
        + folder.log(new Role(Role.Kind.JOB_MANAGER, 1))
        + CheckpointFiles.newestWhole(folder.checkpoints().resolve(cluster.jobId()))
            .map(path -> "; go on with --from-savepoint " + path)
            .orElse("");
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while waiting for the cluster", e);
    }
  }
}
