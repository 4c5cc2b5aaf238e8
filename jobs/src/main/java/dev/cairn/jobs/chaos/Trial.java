package dev.cairn.jobs.chaos;

import dev.cairn.client.TableInfo;
import dev.cairn.jobs.chaos.fault.Fault;
import dev.cairn.jobs.chaos.fault.Site;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.JobFigures;
import dev.cairn.jobs.cluster.Network;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.start.StartException;
import dev.cairn.schema.Stats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One cluster with workers and a learner, under faults that are told one by one, judged at the end
 * by its history and a savepoint. Workers and the learner are threads of this JVM. Nobody starts
 * again what died but the one who leads the trial.
 *
 * <pre>{@code
 * try (Trial trial = Trial.prepare(folder, options, Map.of(), System.out::println)) {
 *   trial.start();
 *   trial.send(10_000, 500);
 *   trial.hit(new Down(List.of(Role.parse("broker-1")), Duration.ofSeconds(30)));
 *   List<String> lines = trial.end();
 * }
 * }</pre>
 */
public final class Trial implements Site, AutoCloseable {

  private static final String UNKNOWN = "UNKNOWN";
  private static final long POLL_MS = 200;
  private static final long LIMIT_MS = 60_000;
  private static final Duration SAVEPOINT = Duration.ofSeconds(60);
  private static final long ITEMS = 1_000_000;

  private final Path histories;
  private final Consumer<String> says;
  private final HistoryFile faults;
  private final TrialClients clients;
  private Cluster cluster;
  private JobWatch watch;
  private int faultNumber;

  private Trial(Path histories, Cluster cluster, Consumer<String> says) {
    this.histories = histories;
    this.cluster = cluster;
    this.says = says;
    this.clients = new TrialClients(histories);
    this.faults = HistoryFile.begin(histories, "faults");
    this.watch = new JobWatch(cluster.flink(), faults);
  }

  /**
   * Makes the folder of a cluster; nothing is started yet.
   *
   * @param folder of everything
   * @param flinkOver Flink's settings over the cluster's
   * @param says hears of what happens
   */
  public static Trial prepare(
      Path folder, ClusterOptions options, Map<String, String> flinkOver, Consumer<String> says) {
    return prepare(folder, options, flinkOver, Network.LOOPBACK, says);
  }

  /** The same in another network than the loopback. */
  public static Trial prepare(
      Path folder,
      ClusterOptions options,
      Map<String, String> flinkOver,
      Network network,
      Consumer<String> says) {
    Cluster cluster =
        Cluster.create(
            folder,
            options,
            ConfigFile.parse("trial", ChaosTable.yaml(ITEMS, 1), null),
            withFreshFigures(flinkOver),
            null,
            network);
    return new Trial(folder.resolve("history"), cluster, says);
  }

  /** What Flink says of itself is seconds old otherwise, and restarts would be overlooked. */
  private static Map<String, String> withFreshFigures(Map<String, String> flinkOver) {
    Map<String, String> all = new HashMap<>(flinkOver);
    all.put("metrics.fetcher.update-interval", "500");
    all.put("web.refresh-interval", "200");
    // A question to a TaskManager that was killed holds up all later ones until it is given up.
    all.put("web.timeout", "5000");
    return all;
  }

  /** Starts the cluster and the learner. */
  public void start() throws InterruptedException {
    cluster.start();
    try (TableInfo info = info()) {
      if (!info.awaitTable(ChaosTable.NAME, Duration.ofSeconds(60))) {
        throw new StartException("the job runs but publishes nothing: table=" + ChaosTable.NAME);
      }
    }
    watch();
    Map<String, String> kafka = cluster.config().kafka();
    TopicEmissions.keep(kafka);
    clients.learn(kafka);
  }

  /**
   * A worker more, which sends so many steps and ends.
   *
   * @param rate steps a second
   */
  public void send(int steps, double rate) {
    clients.send(steps, rate, cluster.config().kafka());
  }

  private void watch() {
    watch.close();
    watch = new JobWatch(cluster.flink(), faults);
    watch.watch();
  }

  /** A fault from its beginning to its end. */
  public void hit(Fault fault) throws InterruptedException {
    hit(fault, () -> {});
  }

  /** What is looked at while a fault lasts. */
  public interface During {
    void run() throws InterruptedException;
  }

  /**
   * A fault, and what is to be seen meanwhile; it lasts as long as it says, and as long as that.
   */
  public void hit(Fault fault, During during) throws InterruptedException {
    long end = System.nanoTime() + fault.lasts().toNanos();
    hit(
        fault.getClass().getSimpleName(),
        fault.target(),
        () -> {
          try {
            fault.inject(this);
            during.run();
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
          } finally {
            fault.heal(this);
          }
        });
  }

  /** Trouble that is made and put right by hand. */
  public void hit(String kind, String target, During trouble) throws InterruptedException {
    int number = faultNumber++;
    say(kind + " " + target);
    faults.append(new Event.FaultBegan(System.currentTimeMillis(), number, kind, target));
    trouble.run();
    faults.append(new Event.FaultEnded(System.currentTimeMillis(), number));
  }

  /** The cluster of the same folder that goes on from a checkpoint; not started yet. */
  public void goOnFrom(Path checkpoint, Map<String, Map<String, Object>> configOver) {
    cluster =
        cluster.restarted(
            cluster.options(), ConfigFile.over(cluster.config(), configOver), Map.of(), checkpoint);
    watch();
  }

  /** What the service publishes of the table; to be closed. */
  public TableInfo info() {
    return TableInfo.open(ChaosTable.SPACE, cluster.config().kafka());
  }

  /** Items that were ever made, by what was published last. */
  public static long created(TableInfo info) {
    return info.shards(ChaosTable.NAME).stream()
        .mapToLong(shard -> shard.getItems().getCreated())
        .sum();
  }

  /** Steps that Kafka has acknowledged until now. */
  public long acknowledged() {
    return Acknowledged.of(histories, "worker-").steps();
  }

  /** Waits for a condition. */
  public void await(String what, Duration timeout, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new StartException(what + ": not within s=" + timeout.toSeconds());
      }
      Thread.sleep(POLL_MS);
    }
  }

  /** Waits until the job has so many complete checkpoints more than now. */
  public void awaitCheckpoints(int more, Duration timeout) throws InterruptedException {
    await("the job answers", timeout, () -> !figures().state().equals(UNKNOWN));
    long until = figures().lastCheckpointId() + more;
    await("checkpoints", timeout, () -> figures().lastCheckpointId() >= until);
  }

  /** The job as it is now. */
  public JobFigures figures() {
    return cluster.flink().job().orElse(new JobFigures(UNKNOWN, 0, 0, -1, 0, 0, -1, -1, -1, null));
  }

  /**
   * Lets the workers end, waits until all they sent is taken in, takes a savepoint and judges.
   *
   * @return what was found, a line each, the summary last; one line more than that is an anomaly
   */
  public Outcome end() throws InterruptedException {
    return endWithout(0);
  }

  /** The same where Kafka has lost so many acknowledged steps, which can never be taken in. */
  public Outcome endWithout(long gone) throws InterruptedException {
    cluster.awaitRunning(Duration.ofSeconds(120));
    clients.awaitWorkers(Duration.ofMinutes(10));
    faults.append(new Event.Calm(System.currentTimeMillis(), LIMIT_MS));
    try (TableInfo info = info()) {
      Acknowledged steps = Acknowledged.of(histories);
      takenIn(info, steps.steps() - gone, 0);
      faults.append(new Event.CaughtUp(System.currentTimeMillis()));
      Thread.sleep(3_000);
      clients.endLearner(Duration.ofSeconds(60));
      Acknowledged all = Acknowledged.of(histories);
      takenIn(info, all.steps() - gone, all.updates());
    }
    TopicEmissions.write(histories, cluster.config().kafka());
    Path savepoint =
        cluster.flink().savepoint(cluster.folder().path().resolve("savepoints"), SAVEPOINT);
    SavepointHistory.write(histories, savepoint, cluster.config().tables().get(0));
    faults.close();
    Verdict verdict = HistoryChecker.check(each -> History.read(histories, each));
    List<String> lines = new ArrayList<>(verdict.lines());
    lines.add(verdict.summary());
    return new Outcome(verdict.isRight(), lines);
  }

  /**
   * What a trial has shown.
   *
   * @param right whether nothing was lost, doubled or otherwise wrong
   * @param lines for people
   */
  public record Outcome(boolean right, List<String> lines) {
    public Outcome {
      lines = List.copyOf(lines);
    }
  }

  private void takenIn(TableInfo info, long steps, long updates) throws InterruptedException {
    long called = System.currentTimeMillis();
    await(
        "what was acknowledged is taken in: steps=" + steps + " updates=" + updates,
        Duration.ofSeconds(120),
        () -> {
          List<Stats> shards = info.shards(ChaosTable.NAME);
          return !shards.isEmpty()
              && shards.stream().allMatch(shard -> shard.getAtMs() > called)
              && created(info) >= steps
              && shards.stream().mapToLong(shard -> shard.getUpdates().getReceived()).sum()
                  >= updates;
        });
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }

  private ClusterProcess process(Role role) {
    return cluster.process(role.toString());
  }

  @Override
  public void kill(Role role) {
    process(role).kill();
  }

  @Override
  public void pause(Role role) {
    process(role).pause();
  }

  @Override
  public void resume(Role role) {
    process(role).resume();
  }

  @Override
  public void hold(Role role, Fault by) {
    // Nobody starts anything here.
  }

  @Override
  public void release(Role role, Fault by) {
    start(role);
  }

  /** Starts a process again that is down. */
  public void start(Role role) {
    if (process(role).pid().isEmpty()) {
      process(role).start();
    }
  }

  @Override
  public void say(String line) {
    says.accept(line);
  }

  /** Ends everything that it started. */
  @Override
  public void close() {
    clients.close();
    watch.close();
    cluster.stop();
    faults.close();
  }
}
