package dev.cairn.jobs.endurance;

import dev.cairn.client.ParameterFollower;
import dev.cairn.client.TableInfo;
import dev.cairn.jobs.chaos.Disturbance;
import dev.cairn.jobs.chaos.fault.Faults;
import dev.cairn.jobs.chart.CurvesBeside;
import dev.cairn.jobs.chart.LearningCurve;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.jobs.inspect.CheckpointFigures;
import dev.cairn.jobs.inspect.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A training run on a cluster, with or without faults, and what it must show. */
final class TrainingRun {

  private static final String CURVE = "curve.csv";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LOOK_MS = 250;
  private static final long EXAMINE_MS = 15_000;
  private static final long REPORT_MS = 60_000;
  private static final long LAST_RESTARTS_MS = 5_000;

  private final Path directory;
  private final Cluster cluster;
  private final CairnConfig config;
  private final String table;
  private final Curve curve;
  private final Claims claims = new Claims();
  private final int minutes;
  // Environment steps by the time of each fault.
  private final List<Long> faults = new ArrayList<>();
  private long startMs;

  /**
   * @param options of the cluster, players included
   * @param rate steps a second of each worker
   * @param minutes how long it trains
   */
  TrainingRun(Path directory, ClusterOptions options, int rate, int minutes) {
    this.directory = directory;
    this.minutes = minutes;
    CairnConfig plain =
        ConfigFile.over(
            ConfigFile.shipped("training.yaml"), Map.of("demo", Map.of("steps_per_second", rate)));
    cluster = Cluster.create(directory.resolve("cluster"), options, plain, Disturbance.FLINK, null);
    config = cluster.config();
    table = config.demo().table();
    curve = new Curve(directory.resolve(CURVE));
  }

  /**
   * Runs it.
   *
   * @param beside directory of another run, whose curve is drawn too; null for none
   * @return exit code
   */
  int run(boolean withFaults, @Nullable Path beside) throws Exception {
    try (OwnCluster own = OwnCluster.start(cluster);
        TableInfo info = TableInfo.open(config.space(), config.kafka());
        ParameterFollower follower = ParameterFollower.open(config.space(), config.kafka())) {
      Examiner examiner = new Examiner(follower, curve);
      train(own, withFaults ? minutes : 0, info, examiner);
      judgeLearning(examiner);
      judgeLedgers(info);
    }
    draw(withFaults, beside);
    return claims.exitCode();
  }

  private void train(OwnCluster own, int most, TableInfo info, Examiner examiner)
      throws InterruptedException {
    startMs = System.currentTimeMillis();
    try (Disturbance disturbance =
        new Disturbance(
            cluster,
            Faults.usual(),
            cluster.options().seed(),
            most,
            Duration.ofMinutes(1),
            directory.resolve("history"),
            this::say)) {
      own.disturbedBy(disturbance);
      disturbance.begin();
      watch(disturbance, info, examiner);
      disturbance.calm();
      Thread.sleep(LAST_RESTARTS_MS);
      System.out.printf(
          "%d faults, %d processes started again%n", faults.size(), disturbance.restarts());
    }
  }

  private void watch(Disturbance disturbance, TableInfo info, Examiner examiner)
      throws InterruptedException {
    long endMs = startMs + 60_000L * minutes;
    long examineMs = startMs;
    long reportMs = startMs;
    for (long now = startMs; now < endMs; now = System.currentTimeMillis()) {
      long envSteps = received(info);
      while (faults.size() < disturbance.faults()) {
        faults.add(envSteps);
      }
      if (now >= examineMs) {
        examiner.examine(envSteps, seconds(now));
        examineMs = now + EXAMINE_MS;
      }
      if (now >= reportMs) {
        report(now, envSteps, examiner);
        reportMs += REPORT_MS;
      }
      Thread.sleep(LOOK_MS);
    }
  }

  private void say(String line) {
    System.out.printf("%5.0f s  %s%n", seconds(System.currentTimeMillis()), line);
  }

  private void report(long nowMs, long envSteps, Examiner examiner) {
    List<Curve.Point> points = curve.points();
    System.out.printf(
        "%5.0f s  %,d steps  policy %,d  greedy return %s%s%n",
        seconds(nowMs),
        envSteps,
        examiner.version(),
        points.isEmpty() ? "-" : Math.round(points.get(points.size() - 1).value()),
        examiner.last() == null ? "" : "  solved");
  }

  private void judgeLearning(Examiner examiner) {
    Examiner.Solved first = examiner.first();
    Examiner.Solved last = examiner.last();
    double lastPart = 60.0 * minutes * 5 / 6;
    if (first != null) {
      System.out.printf(
          "first solved with the policy of update %,d, after %,d steps and %.0f s%n",
          first.version(), first.envSteps(), first.seconds());
    }
    System.out.printf(
        "mean greedy return of the last sixth of the run: %.0f%n",
        curve.points().stream()
            .filter(point -> point.seconds() >= lastPart)
            .mapToDouble(Curve.Point::value)
            .average()
            .orElse(Double.NaN));
    claims.check(
        last != null && last.seconds() >= lastPart,
        "solved in the last sixth of the run: "
            + (last == null
                ? "never"
                : String.format(
                    "100 greedy episodes average %.1f at %.0f s, update %,d, %,d steps",
                    last.mean(), last.seconds(), last.version(), last.envSteps())));
  }

  private void judgeLedgers(TableInfo info) throws InterruptedException {
    cluster.processes(Role.Kind.WORKER).forEach(ClusterProcess::stop);
    cluster.processes(Role.Kind.LEARNER).forEach(ClusterProcess::stop);
    cluster.awaitRunning(PATIENCE);
    long steps = TopicSteps.count(config.space(), config.kafka());
    Ledgers ledgers = Drain.await(info, table, () -> steps, PATIENCE);
    claims.checkNone(
        ledgers.imbalances(steps),
        String.format(
            "every ledger balances: %,d steps on the topic, %,d received, %,d repeated, %,d items",
            steps,
            ledgers.steps().received(),
            ledgers.steps().duplicates(),
            ledgers.items().created()));
    Path savepoint = cluster.flink().savepoint(directory.resolve("savepoints"), PATIENCE);
    List<String> violations = new ArrayList<>();
    for (Figures figures : CheckpointFigures.audit(savepoint, config.tables(), true)) {
      violations.addAll(figures.violations());
    }
    claims.checkNone(violations, "every invariant of the memory holds, item by item");
  }

  private void draw(boolean disturbed, @Nullable Path beside) throws IOException {
    List<LearningCurve.Point> mine = points(curve.points());
    List<LearningCurve.Point> other =
        beside == null ? List.of() : points(Curve.read(beside.resolve(CURVE)));
    Path picture = directory.resolve("learning-curve.png");
    CurvesBeside.write(
        picture,
        "CartPole on a cluster: " + faults.size() + " faults in " + minutes + " minutes",
        disturbed ? mine : other,
        disturbed ? other : mine,
        faults,
        Examiner.GOAL);
    System.out.println("learning curve " + picture);
  }

  private static List<LearningCurve.Point> points(List<Curve.Point> curve) {
    return curve.stream()
        .map(point -> new LearningCurve.Point(point.envSteps(), point.value()))
        .toList();
  }

  private long received(TableInfo info) {
    return Ledgers.of(info.shards(table)).steps().received();
  }

  private double seconds(long nowMs) {
    return (nowMs - startMs) / 1000.0;
  }
}
