package dev.cairn.jobs.endurance;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.client.TableInfo;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.jobs.start.StartException;
import dev.cairn.schema.Stats;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Many paced writers in processes of their own, a learner that sets their pace, and the judgement.
 */
final class WritersRun {

  private static final long LOOK_MS = 15_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Of the index of an item, on the heap; see docs/performance.md. */
  private static final long INDEX_BYTES = 100;

  /** Least and most that a writer may get of what one gets in the mean. */
  private static final double LEAST_SHARE = 0.5;

  private static final double MOST_SHARE = 2;

  private final Path directory;
  private final NumberedTable table;
  private final Demand demand;
  private final Cluster cluster;
  private final Claims claims = new Claims();

  /**
   * What is written.
   *
   * @param writers how many, at least 1
   * @param processes JVMs that they are in, at least 1
   * @param rate steps a second of each, at most
   */
  record Demand(int writers, int processes, double rate) {}

  WritersRun(Path directory, ClusterOptions options, NumberedTable table, Demand demand) {
    this.directory = directory;
    this.table = table;
    this.demand = demand;
    cluster = Cluster.create(directory.resolve("cluster"), options, table.config(), Map.of(), null);
  }

  /**
   * Runs it.
   *
   * @param batches minibatches a second of the learner, at most
   * @return exit code
   */
  int run(int seconds, double batches) throws Exception {
    Map<String, String> kafka = cluster.config().kafka();
    AtomicBoolean learns = new AtomicBoolean(true);
    CheckedLearner learner = new CheckedLearner(table.steps(), kafka, batch -> {});
    try (OwnCluster own = OwnCluster.start(cluster);
        TableInfo info = TableInfo.open(NumberedTable.SPACE, kafka);
        ServiceWatch watch = new ServiceWatch(cluster);
        Background learning = new Background(() -> learner.learn(batches, 0, learns::get))) {
      List<Process> processes = new ArrayList<>();
      try {
        for (int i = 0; i < demand.processes(); i++) {
          processes.add(start(i, seconds));
        }
        List<BufferedReader> outs = new ArrayList<>();
        for (Process process : processes) {
          outs.add(process.inputReader());
          ready(outs.get(outs.size() - 1));
        }
        System.out.println("all writers are connected, and begin");
        for (Process process : processes) {
          process.outputWriter().append('\n').close();
        }
        watch(processes, info, watch, seconds);
        Map<Integer, Long> acknowledged = acknowledged(processes, outs);
        learns.set(false);
        learning.await();
        watch.judge(claims, indexMib(acknowledged));
        judgeShares(acknowledged, seconds);
        judgeSteps(acknowledged, info);
      } finally {
        processes.forEach(Process::destroyForcibly);
      }
      claims.check(
          learner.wrong() == 0 && learner.batches() > 0,
          String.format(
              "every item drawn is what was sent: %,d batches, %d items wrong",
              learner.batches(), learner.wrong()));
    }
    return claims.exitCode();
  }

  private Process start(int number, int seconds) throws IOException {
    int first = 1 + demand.writers() * number / demand.processes();
    int next = 1 + demand.writers() * (number + 1) / demand.processes();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
            "-Xmx512m",
            "-Xss256k",
            "-XX:+UseSerialGC",
            "-Dcairn.log.file=" + directory.resolve("writers-" + number + ".log"),
            "-cp",
            System.getProperty("java.class.path", ""),
            "dev.cairn.jobs.Cairn",
            "endurance",
            "writers-process",
            "--first=" + first,
            "--count=" + (next - first),
            "--words=2",
            "--rate=" + demand.rate(),
            "--seconds=" + seconds,
            "--bootstrap-servers=" + cluster.config().kafka().get("bootstrap.servers"));
    return new ProcessBuilder(command).redirectError(errors(number)).start();
  }

  private File errors(int number) {
    return directory.resolve("writers-" + number + ".err").toFile();
  }

  private static void ready(BufferedReader out) throws IOException {
    String line = out.readLine();
    if (!WritersProcess.READY.equals(line)) {
      throw new StartException("a process of writers must connect: it said " + line);
    }
  }

  /** What a table that fills adds to the heap of the TaskManager: the index of what came in. */
  private double indexMib(Map<Integer, Long> acknowledged) {
    long steps = acknowledged.values().stream().mapToLong(Long::longValue).sum();
    return steps * INDEX_BYTES / (double) (1 << 20) + table.cacheMib();
  }

  private void watch(List<Process> processes, TableInfo info, ServiceWatch watch, int seconds)
      throws InterruptedException {
    int most = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = 0;
    long startMs = System.currentTimeMillis();
    Ledgers before = Ledgers.of(info.shards(NumberedTable.NAME));
    long beforeMs = startMs;
    while (processes.stream().anyMatch(Process::isAlive)) {
      boolean last = !processes.get(0).waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
      List<Stats> shards = info.shards(NumberedTable.NAME);
      Ledgers now = Ledgers.of(shards);
      long nowMs = System.currentTimeMillis();
      int active = shards.stream().mapToInt(Stats::getActiveWriters).max().orElse(0);
      double inserts = now.items().created() - before.items().created();
      double samples = now.items().sampled() - before.items().sampled();
      System.out.printf(
          "%5.0f s  %d writers active  %,.0f inserts/s  %,.0f samples/s  %s%n",
          (nowMs - startMs) / 1e3,
          active,
          1e3 * inserts / (nowMs - beforeMs),
          1e3 * samples / (nowMs - beforeMs),
          watch.look());
      most = Math.max(most, active);
      // All have begun, and none has ended.
      if (last && nowMs - startMs > 1_000L * seconds / 3 && nowMs - startMs < 1_000L * seconds) {
        double ratio = samples / inserts;
        lowest = Math.min(lowest, ratio);
        highest = Math.max(highest, ratio);
      }
      before = now;
      beforeMs = nowMs;
    }
    claims.check(most >= demand.writers(), "writers that the table saw at one time: " + most);
    claims.check(
        lowest >= 0.8 * table.samplesPerInsert() && highest <= 1.25 * table.samplesPerInsert(),
        String.format(
            "samples per insert in any %d s: %.3f to %.3f, asked %.2f",
            LOOK_MS / 1000, lowest, highest, table.samplesPerInsert()));
  }

  private Map<Integer, Long> acknowledged(List<Process> processes, List<BufferedReader> outs)
      throws Exception {
    Map<Integer, Long> all = new TreeMap<>();
    for (int i = 0; i < processes.size(); i++) {
      if (!processes.get(i).waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          || processes.get(i).exitValue() != 0) {
        throw new StartException("the writers must come to their end: see " + errors(i));
      }
      all.putAll(
          new ObjectMapper()
              .readValue(outs.get(i).readLine(), new TypeReference<Map<Integer, Long>>() {}));
    }
    return all;
  }

  private void judgeShares(Map<Integer, Long> acknowledged, int seconds) {
    LongSummaryStatistics steps =
        acknowledged.values().stream().mapToLong(Long::longValue).summaryStatistics();
    System.out.printf(
        "steps of a writer: %,d to %,d, mean %,.0f (%.1f/s)%n",
        steps.getMin(), steps.getMax(), steps.getAverage(), steps.getAverage() / seconds);
    claims.check(
        steps.getMin() >= LEAST_SHARE * steps.getAverage()
            && steps.getMax() <= MOST_SHARE * steps.getAverage(),
        String.format(
            "each writer had its share: %.2f to %.2f of the mean",
            steps.getMin() / steps.getAverage(), steps.getMax() / steps.getAverage()));
  }

  private void judgeSteps(Map<Integer, Long> acknowledged, TableInfo info) throws Exception {
    long sum = acknowledged.values().stream().mapToLong(Long::longValue).sum();
    Ledgers ledgers = Drain.await(info, NumberedTable.NAME, () -> sum, PATIENCE);
    claims.checkNone(
        ledgers.imbalances(sum),
        String.format(
            "every ledger balances: %,d steps of %,d writers acknowledged, %,d received, %,d"
                + " repeated",
            sum, acknowledged.size(), ledgers.steps().received(), ledgers.steps().duplicates()));
    Path savepoint = cluster.flink().savepoint(directory.resolve("savepoints"), PATIENCE);
    Map<Integer, HeldSteps.Set> held = HeldSteps.read(savepoint, cluster.config().tables().get(0));
    List<String> wrong = new ArrayList<>();
    acknowledged.forEach(
        (stream, count) -> {
          HeldSteps.Set found = held.getOrDefault(stream, HeldSteps.Set.NONE);
          if (!found.equals(HeldSteps.Set.first(count))) {
            wrong.add("stream " + stream + ": acknowledged " + count + " held " + found.count());
          }
        });
    claims.checkNone(
        wrong, String.format("a savepoint holds every acknowledged step once: %,d", sum));
  }
}
