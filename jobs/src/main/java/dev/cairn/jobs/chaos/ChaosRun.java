package dev.cairn.jobs.chaos;

import dev.cairn.client.TableInfo;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.JobFigures;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.start.FileTree;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A cluster of processes under load and faults, from its start to the verdict: workers send, a
 * learner draws and gives feedback, processes die and stand still by a schedule, and at the end a
 * savepoint is compared with what was acknowledged. Used once.
 */
public final class ChaosRun implements AutoCloseable {

  private static final int SHARDS = 4;
  private static final long POLL_MS = 100;
  private static final long PROGRESS_S = 5;
  private static final int SAVEPOINT_MINUTES = 10;

  /** What is waited for has failed long before; how long it really takes is worth knowing. */
  private static final int PATIENCE = 5;

  private static final List<String> BULK =
      List.of("kafka", "checkpoints", "savepoints", "tmp", "ha", "zookeeper");

  private final ChaosOptions options;
  private final Consumer<String> out;
  private final long begunNanos = System.nanoTime();
  private final Path histories;
  private final Cluster cluster;
  private final Players players;
  private final HistoryFile faults;
  private final JobWatch job;
  private final Observer observer;
  private final Watchdog watchdog;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /**
   * Makes the folder; nothing is started yet.
   *
   * @param out hears what happens, line by line
   * @throws StartException when the folder has a cluster already, or something cannot be met
   */
  public ChaosRun(ChaosOptions options, Consumer<String> out) {
    this.options = options;
    this.out = out;
    histories = options.directory().resolve("history");
    // More than is sent: what is unknown may have been written too.
    long capacity = options.items() + options.items() / 4 + 50_000;
    cluster =
        Cluster.create(
            options.directory(),
            options.cluster(),
            ConfigFile.parse("chaos", ChaosTable.yaml(capacity, SHARDS), null),
            Disturbance.FLINK,
            null);
    players = new Players(cluster, histories, options);
    faults = HistoryFile.begin(histories, "faults");
    job = new JobWatch(cluster.flink(), faults);
    observer = new Observer(histories);
    watchdog = new Watchdog(processes(), this::wanted, listener());
  }

  /**
   * Runs all of it.
   *
   * @return whether nothing was found
   * @throws StartException when it could not be brought to an end
   */
  public boolean run() throws InterruptedException {
    Schedule schedule = schedule();
    schedule.lines().forEach(out);
    write(options.directory().resolve("schedule.txt"), schedule.lines());
    say("starting the cluster: dir=" + options.directory());
    cluster.start();
    Map<String, String> kafka = cluster.config().kafka();
    TopicEmissions.keep(kafka);
    long stateBytes;
    try (TableInfo info = TableInfo.open(ChaosTable.SPACE, kafka)) {
      work(schedule, info);
      stateBytes = cluster.flink().job().map(JobFigures::lastCheckpointBytes).orElse(-1L);
    }
    say("reading the minibatch topic");
    TopicEmissions.write(histories, kafka);
    say("taking a savepoint");
    Path savepoint =
        cluster
            .flink()
            .savepoint(
                options.directory().resolve("savepoints"), Duration.ofMinutes(SAVEPOINT_MINUTES));
    close();
    say("auditing " + savepoint);
    SavepointHistory.write(histories, savepoint, cluster.config().tables().get(0));
    say("checking the histories");
    return report(HistoryChecker.check(each -> History.read(histories, each)), stateBytes);
  }

  private Schedule schedule() {
    List<Role> roles = new ArrayList<>();
    processes().forEach(process -> roles.add(process.role()));
    return Schedule.of(options.seed(), options.faults(), options.kinds(), roles, options.gap());
  }

  private List<ClusterProcess> processes() {
    return Stream.concat(cluster.processes().stream(), players.all().stream()).toList();
  }

  private void work(Schedule schedule, TableInfo info) throws InterruptedException {
    players.all().forEach(ClusterProcess::start);
    job.watch();
    clock.scheduleWithFixedDelay(this::progress, PROGRESS_S, PROGRESS_S, TimeUnit.SECONDS);
    watchdog.watch();
    await("the learner learns", options.limit(), () -> observer.look().batches() > 20);
    await(
        "a checkpoint is complete",
        options.limit(),
        () -> job.job().map(JobFigures::checkpoints).orElse(0L) > 0);
    Injector injector = new Injector(new ChaosSite(cluster, watchdog, this::say), faults);
    try {
      inject(schedule, injector, info);
    } finally {
      injector.healAll();
    }
    drain(info);
  }

  private boolean wanted(Role role) {
    return switch (role.kind()) {
      case LEARNER -> players.learns();
      case WORKER -> observer.steps(role.number()) < options.share(role.number());
      default -> true;
    };
  }

  private Watchdog.Listener listener() {
    return new Watchdog.Listener() {
      @Override
      public void started(Role role) {
        faults.append(new Event.Restarted(System.currentTimeMillis(), role.toString()));
        say("started again: " + role);
      }

      @Override
      public void notStarted(Role role, StartException why) {
        say("not started: " + role + " (" + why.getMessage() + ")");
      }
    };
  }

  private void inject(Schedule schedule, Injector injector, TableInfo info)
      throws InterruptedException {
    List<Schedule.Entry> all = schedule.entries();
    int atRandom = options.atRandom();
    injector.run(all.subList(0, atRandom));
    if (options.liveness() && atRandom > 0) {
      requireFlow(info);
    }
    for (Schedule.Entry entry : all.subList(atRandom, all.size())) {
      injector.run(List.of(entry));
      requireFlow(info);
    }
  }

  /** No fault lasts: whether all flows in time is written down, and judged at the end. */
  private void requireFlow(TableInfo info) throws InterruptedException {
    long calmMs = System.currentTimeMillis();
    faults.append(new Event.Calm(calmMs, options.limit().toMillis()));
    Observer.Seen seen = observer.look();
    Duration patience = options.limit().multipliedBy(PATIENCE);
    await(
        "what had been acknowledged is taken in",
        patience,
        () -> Observer.hasTakenIn(info, calmMs, new Observer.Seen(seen.steps(), 0, 0, 0)));
    faults.append(new Event.CaughtUp(System.currentTimeMillis()));
    await("minibatches come", patience, () -> observer.look().lastBatchMs() > calmMs);
    say("all flows, " + since(calmMs) + " after the last fault");
  }

  private void drain(TableInfo info) throws InterruptedException {
    players.hurry();
    long left = options.items() - observer.look().steps();
    Duration sending = Duration.ofSeconds((long) (2 * left / options.rate() / options.workers()));
    Duration patience = options.limit().multipliedBy(PATIENCE);
    await(
        "the workers have sent everything",
        sending.plus(patience),
        () -> observer.look().steps() >= options.items());
    say("everything is sent; the learner ends");
    players.stopLearner();
    Observer.Seen all = observer.look();
    long sinceMs = System.currentTimeMillis();
    await("everything is taken in", patience, () -> Observer.hasTakenIn(info, sinceMs, all));
    cluster.awaitRunning(patience);
  }

  private boolean report(Verdict verdict, long stateBytes) {
    double managed = (double) options.cluster().managedMib() * options.cluster().taskManagers();
    double mib = stateBytes / (double) (1 << 20);
    out.accept("");
    verdict.recoveryLines().forEach(out);
    verdict.lines().forEach(out);
    out.accept(
        String.format(
            Locale.ROOT,
            "state %.1f MiB, %.1f times RocksDB's memory of %.0f MiB; %d s",
            mib,
            mib / managed,
            managed,
            seconds()));
    if (verdict.isRight()) {
      BULK.forEach(name -> FileTree.delete(options.directory().resolve(name)));
    }
    out.accept("histories and logs: " + options.directory());
    out.accept(verdict.summary());
    return verdict.isRight();
  }

  private void progress() {
    Observer.Seen seen = observer.look();
    say(
        String.format(
            Locale.ROOT,
            "%,d/%,d steps  %,d batches%s  job %s",
            seen.steps(),
            options.items(),
            seen.batches(),
            seen.batches() == 0 ? "" : ", last " + since(seen.lastBatchMs()) + " ago",
            job.job()
                .map(now -> now.state() + " " + now.runningTasks() + "/" + now.tasks())
                .orElse("not answering")));
  }

  private static String since(long timeMs) {
    return String.format(Locale.ROOT, "%.1f s", (System.currentTimeMillis() - timeMs) / 1000.0);
  }

  private void await(String what, Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (job.job().map(JobFigures::ended).orElse(false)) {
        throw new StartException("the job has ended for good while waiting until " + what);
      }
      if (System.nanoTime() > end) {
        throw new StartException(
            "it is not so that " + what + " after " + patience.toSeconds() + " s");
      }
      Thread.sleep(POLL_MS);
    }
  }

  private long seconds() {
    return (System.nanoTime() - begunNanos) / 1_000_000_000;
  }

  private void say(String line) {
    long seconds = seconds();
    out.accept(String.format(Locale.ROOT, "%d:%02d  %s", seconds / 60, seconds % 60, line));
  }

  private static void write(Path file, List<String> lines) {
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends every process of the run. Files stay. */
  @Override
  public synchronized void close() {
    clock.shutdownNow();
    watchdog.close();
    job.close();
    players.kill();
    cluster.stop();
    faults.close();
  }
}
