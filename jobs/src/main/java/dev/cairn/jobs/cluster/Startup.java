package dev.cairn.jobs.cluster;

import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the processes of a cluster in order, and waits for each to serve. */
final class Startup {

  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final Duration START = Duration.ofMinutes(3);
  private static final long POLL_MS = 100;

  private final Cluster cluster;

  Startup(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts all of them; none may run.
   *
   * @throws StartException when one ends, or the job does not run within 3 minutes
   */
  void run() {
    // What is left of processes that were killed would read as processes that have just ended.
    cluster.processes().forEach(ClusterProcess::forget);
    start(Role.Kind.ZOOKEEPER);
    start(Role.Kind.BROKER);
    makeTopics();
    start(Role.Kind.JOB_MANAGER);
    start(Role.Kind.TASK_MANAGER);
    awaitRunning(cluster, START, this::requireUp);
    start(Role.Kind.LEARNER);
    start(Role.Kind.WORKER);
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
   * @param meanwhile is run again and again, and ends the wait when it throws
   */
  static void awaitRunning(Cluster cluster, Duration timeout, Runnable meanwhile) {
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
    return reason(cluster)
        + "see "
        + folder.log(new Role(Role.Kind.JOB_MANAGER, 1))
        + folder
            .newestCheckpoint(cluster.jobId())
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
