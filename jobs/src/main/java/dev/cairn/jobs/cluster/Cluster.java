package dev.cairn.jobs.cluster;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.start.CheckpointDirectory;
import dev.cairn.jobs.start.DiskSpace;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of processes on this machine: ZooKeeper, Kafka brokers, one or two JobManagers with the
 * replay job, TaskManagers, and players of CartPole if wanted. Everything of it is in one folder;
 * whoever has the folder can look after the cluster, also after the JVM that started it has ended.
 *
 * <pre>{@code
 * Cluster cluster = Cluster.create(folder, ClusterOptions.SMALL, config, Map.of(), null);
 * cluster.start();
 * cluster.process("task-manager-1").kill();
 * cluster.process("task-manager-1").start();
 * cluster.awaitRunning(Duration.ofMinutes(1));
 * cluster.stop();
 * }</pre>
 *
 * <p>A folder that was stopped, or whose processes all died, is started again with {@link #open}
 * and {@link #start}: the job goes on from its newest checkpoint.
 *
 * <p>Not thread-safe.
 */
public final class Cluster {

  private static final long MIN_FREE_BYTES = 1L << 30;
  private static final List<Role.Kind> STOP_ORDER =
      List.of(
          Role.Kind.WORKER,
          Role.Kind.LEARNER,
          Role.Kind.JOB_MANAGER,
          Role.Kind.TASK_MANAGER,
          Role.Kind.BROKER,
          Role.Kind.ZOOKEEPER);

  private final ClusterFolder folder;
  private final ClusterPlan plan;
  private final CairnConfig config;
  private final FlinkRest flink;
  private final MetricsPorts metrics;
  private final Commands commands;
  private final List<ClusterProcess> processes = new ArrayList<>();

  private Cluster(ClusterFolder folder, ClusterPlan plan, CairnConfig config) {
    this.folder = folder;
    this.plan = plan;
    this.config = config;
    this.flink = new FlinkRest(plan.rest(), plan.jobId());
    this.metrics = MetricsPorts.of(folder, plan);
    this.commands = new Commands(plan, folder, flinkSettings(), metrics);
    plan.roles()
        .forEach(role -> processes.add(new ClusterProcess(role, folder, commands.of(role))));
  }

  /** Whether a cluster was made in a folder. */
  public static boolean exists(Path directory) {
    return Files.exists(new ClusterFolder(directory).plan());
  }

  /**
   * Makes the folder of a new cluster; nothing is started yet.
   *
   * @param directory made if needed
   * @param config tables and topics; brokers and replication are set here
   * @param flinkOver Flink's settings over those of the configuration
   * @param from savepoint or retained checkpoint to start from; null to start without state
   * @throws StartException when the folder has a cluster already, or something cannot be met
   */
  public static Cluster create(
      Path directory,
      ClusterOptions options,
      CairnConfig config,
      Map<String, String> flinkOver,
      @Nullable Path from) {
    return create(directory, options, config, flinkOver, from, Network.LOOPBACK);
  }

  /**
   * The same in another network than the loopback.
   *
   * @param network addresses of the processes, which must exist when they are started
   */
  public static Cluster create(
      Path directory,
      ClusterOptions options,
      CairnConfig config,
      Map<String, String> flinkOver,
      @Nullable Path from,
      Network network) {
    ClusterFolder folder = new ClusterFolder(directory);
    if (Files.exists(folder.plan())) {
      throw new StartException("the folder has a cluster already: --dir=" + folder.path());
    }
    if (from != null) {
      CheckpointDirectory.metadata(from);
    }
    DiskSpace.require(folder.path(), MIN_FREE_BYTES);
    ClusterPlan plan = ClusterPlan.create(options, from, network);
    Cluster cluster = new Cluster(folder, plan, running(plan, config, flinkOver));
    cluster.write();
    return cluster;
  }

  /**
   * The cluster of a folder, running or not.
   *
   * @throws StartException when there is none
   */
  public static Cluster open(Path directory) {
    ClusterFolder folder = new ClusterFolder(directory);
    ClusterPlan plan = ClusterPlan.read(folder);
    return new Cluster(folder, plan, ConfigFile.load(folder.config(), null));
  }

  /**
   * The same folder with a new job, that goes on from a savepoint or retained checkpoint; options
   * and configuration may be others, the brokers and their topics stay. Nothing is started yet.
   *
   * @param from null to begin without state
   * @throws StartException when the cluster runs, or something cannot be met
   */
  public Cluster restarted(
      ClusterOptions options,
      CairnConfig config,
      Map<String, String> flinkOver,
      @Nullable Path from) {
    requireDown();
    Cluster next = changed(JobChange.to(options, config, flinkOver), from);
    next.write();
    return next;
  }

  /**
   * The same, of which nothing is written yet: this cluster may run meanwhile.
   *
   * @param from savepoint or checkpoint to start from; null to start without state
   * @throws StartException when something cannot be met
   */
  Cluster changed(JobChange change, @Nullable Path from) {
    ClusterOptions options = change.options();
    if (options.brokers() != plan.options().brokers()) {
      throw new StartException(
          "the number of brokers of a folder stays: --brokers="
              + options.brokers()
              + " (it has "
              + plan.options().brokers()
              + ")");
    }
    if (from != null) {
      CheckpointDirectory.metadata(from);
    }
    return new Cluster(
        folder,
        plan.restarted(options, from, change.release()),
        running(change.config(), change.flinkOver()));
  }

  /** A configuration as the job runs with it here. */
  CairnConfig running(CairnConfig given, Map<String, String> flinkOver) {
    return running(plan, given, flinkOver);
  }

  private static CairnConfig running(
      ClusterPlan plan, CairnConfig given, Map<String, String> flinkOver) {
    return ConfigFile.over(
        given,
        Map.of(
            "kafka",
            Map.of("bootstrap.servers", plan.bootstrapServers()),
            "topics",
            Map.of("replication", plan.options().brokers()),
            "flink",
            Map.copyOf(flinkOver)));
  }

  /** Writes the files that its processes read. */
  void write() {
    try {
      metrics.write(folder);
      new ClusterFiles(folder, plan).write(config.yaml(), flinkSettings());
    } catch (IOException e) {
      throw new StartException(
          "the cluster's files cannot be written: --dir=" + folder.path() + " (" + e + ")", e);
    }
  }

  private Map<String, String> flinkSettings() {
    return FlinkSettings.of(plan, folder, config.flink());
  }

  /** Where it keeps everything. */
  public ClusterFolder folder() {
    return folder;
  }

  /** What it consists of. */
  public ClusterOptions options() {
    return plan.options();
  }

  /** Whose classes its processes run; a process that is started again, too. */
  public Release release() {
    return plan.release();
  }

  /**
   * The same job in another release, from where it stopped.
   *
   * @throws StartException when the cluster runs
   */
  public Cluster in(Release release) {
    if (release.equals(plan.release())) {
      return this;
    }
    requireDown();
    Cluster next = new Cluster(folder, plan.in(release), config);
    next.write();
    return next;
  }

  /** The configuration as the job runs with it, with the brokers in it. */
  public CairnConfig config() {
    return config;
  }

  /** Flink's REST interface. */
  public FlinkRest flink() {
    return flink;
  }

  /** Flink's id of the job: its checkpoints are in a folder of this name. */
  public String jobId() {
    return plan.jobId();
  }

  /** Savepoint or checkpoint that the job started from; empty when it started without state. */
  Optional<Path> from() {
    return Optional.ofNullable(plan.from()).map(Path::of);
  }

  /** Every process, in the order in which they are started. */
  public List<ClusterProcess> processes() {
    return List.copyOf(processes);
  }

  /**
   * A process that uses the cluster and has its pid file and logs in its folder, but is no part of
   * it: it is neither started nor stopped with it.
   *
   * @param role none of the cluster's own
   * @param arguments of {@code cairn}, the command's name first
   */
  public ClusterProcess beside(Role role, List<String> arguments) {
    return new ClusterProcess(role, folder, commands.cairn(role, arguments));
  }

  /** The processes of a kind. */
  public List<ClusterProcess> processes(Role.Kind kind) {
    return processes.stream().filter(process -> process.role().kind() == kind).toList();
  }

  /**
   * A process by its name, such as {@code task-manager-1}.
   *
   * @throws StartException when the cluster has none of this name
   */
  public ClusterProcess process(String name) {
    Role role = Role.parse(name);
    return processes.stream()
        .filter(process -> process.role().equals(role))
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "the cluster has no such process: role="
                        + name
                        + " (it has "
                        + processes.stream().map(process -> process.role().toString()).toList()
                        + ")"));
  }

  /**
   * Starts everything and returns when every task of the job runs. Takes 15 to 30 s.
   *
   * @throws StartException when a process runs already, ends at once, or the job does not run
   *     within 3 minutes; then everything that was started is stopped
   */
  public void start() {
    requireDown();
    try {
      new Startup(this).run();
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
  }

  /**
   * Waits until every task of the job runs; processes may be down meanwhile.
   *
   * @throws StartException when that is not so in time, or the job has ended for good
   */
  public void awaitRunning(Duration timeout) {
    Startup.awaitRunning(this, timeout, 0, () -> {});
  }

  private void requireDown() {
    for (ClusterProcess process : processes) {
      if (process.state() != ClusterProcess.State.DOWN) {
        throw new StartException(
            "the cluster runs: role=" + process.role() + " (run cairn cluster stop)");
      }
    }
  }

  /**
   * Ends all processes, those that use Kafka first; what does not end in order within 20 s is
   * killed. Files stay.
   */
  public void stop() {
    for (Role.Kind kind : STOP_ORDER) {
      processes(kind).forEach(ClusterProcess::terminate);
      processes(kind).forEach(ClusterProcess::stop);
    }
  }

  /** The cluster as it is now. */
  public ClusterStatus status() {
    Optional<JobFigures> job = flink.job();
    Optional<String> cause = job.filter(figures -> !figures.running()).flatMap(at -> flink.cause());
    return new ClusterStatus(
        folder.path().toString(),
        config.space(),
        plan.bootstrapServers(),
        plan.rest().stream().map(URI::toString).toList(),
        processes.stream().map(process -> ClusterStatus.Line.of(process, metrics)).toList(),
        job.orElse(null),
        cause.orElse(null),
        folder.newestCheckpoint(plan.jobId()).map(Path::toString).orElse(null));
  }
}
