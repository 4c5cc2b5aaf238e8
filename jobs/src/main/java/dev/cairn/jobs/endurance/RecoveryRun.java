package dev.cairn.jobs.endurance;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.JobFigures;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * A TaskManager with a large memory is killed under load, several times; then the topic is read.
 */
final class RecoveryRun {

  private static final long LIMIT_MS = 60_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final double BATCHES = 20;
  private static final int CHECKPOINTS_BETWEEN = 2;

  private final Path directory;
  private final NumberedTable table;
  private final Map<String, String> flink;
  private final Claims claims = new Claims();
  private final ConcurrentSkipListMap<Long, Long> firstOfAttemptMs = new ConcurrentSkipListMap<>();
  private final AtomicBoolean load = new AtomicBoolean(true);
  private final Cluster cluster;

  /**
   * @param flink settings over all others
   */
  RecoveryRun(
      Path directory, ClusterOptions options, NumberedTable table, Map<String, String> flink) {
    this.directory = directory;
    this.table = table;
    this.flink = new HashMap<>(Map.of("execution.checkpointing.interval", "10 s"));
    this.flink.putAll(flink);
    cluster =
        Cluster.create(directory.resolve("cluster"), options, table.config(), this.flink, null);
  }

  /**
   * Runs it.
   *
   * @param rate steps a second at the kills
   * @return exit code
   */
  int run(double rate, int kills) throws Exception {
    List<RecoveryTimes> times;
    long steps;
    try (OwnCluster own = OwnCluster.start(cluster)) {
      times = kill(rate, kills);
      steps = TopicSteps.count(NumberedTable.SPACE, cluster.config().kafka());
    }
    judge(times, reread(steps));
    return claims.exitCode();
  }

  private List<RecoveryTimes> kill(double rate, int kills) throws Exception {
    Map<String, String> kafka = cluster.config().kafka();
    CheckedLearner learner = new CheckedLearner(table.steps(), kafka, this::drawn);
    List<RecoveryTimes> times = new ArrayList<>();
    try (TableInfo info = TableInfo.open(NumberedTable.SPACE, kafka);
        Producer<byte[], byte[]> producer = KafkaClients.producer(kafka)) {
      NumberedWriter writer = new NumberedWriter(table.steps(), 1, false, producer, info);
      System.out.printf("writing %,d items%n", table.items());
      long begunMs = System.currentTimeMillis();
      writer.write(table.items(), Double.POSITIVE_INFINITY, () -> true);
      await("every item is held", () -> items(info).live() >= table.items());
      System.out.printf("written in %.0f s%n", (System.currentTimeMillis() - begunMs) / 1e3);
      try (Background writing =
              new Background(() -> writer.write(Long.MAX_VALUE, rate, load::get));
          Background learning = new Background(() -> learner.learn(BATCHES, 0, load::get))) {
        for (int i = 1; i <= kills; i++) {
          times.add(killOnce(i));
        }
        load.set(false);
        writing.await();
        learning.await();
      }
      judgeLedgers(info, writer.acknowledged());
      writer.close();
    }
    claims.check(
        learner.wrong() == 0 && learner.batches() > 0,
        String.format(
            "every item drawn is what was sent: %,d batches of %d, %d wrong",
            learner.batches(), NumberedTable.BATCH, learner.wrong()));
    return times;
  }

  private void drawn(SampledBatch batch) {
    firstOfAttemptMs.putIfAbsent(batch.record().getAttempt(), System.currentTimeMillis());
  }

  private RecoveryTimes killOnce(int number) throws Exception {
    long checkpoints = figures().lastCheckpointId() + CHECKPOINTS_BETWEEN;
    await("checkpoints are taken", () -> figures().lastCheckpointId() >= checkpoints);
    await("batches come", () -> !firstOfAttemptMs.isEmpty());
    await("another TaskManager is there", () -> cluster.flink().freeSlots() > 0);
    JobFigures before = figures();
    String victim = RecoveryTimes.Task.of(cluster).taskManager();
    long attempt = firstOfAttemptMs.lastKey();
    System.out.printf(
        "kill %d of %s, %.1f s after checkpoint %d of %,d MiB%n",
        number,
        victim,
        (System.currentTimeMillis() - before.lastCheckpointMs()) / 1e3,
        before.lastCheckpointId(),
        before.lastCheckpointBytes() >> 20);
    long killedMs = System.currentTimeMillis();
    cluster.process(victim).kill();
    await("a batch of a newer attempt", () -> firstOfAttemptMs.higherKey(attempt) != null);
    long batchMs = firstOfAttemptMs.lastEntry().getValue();
    cluster.awaitRunning(PATIENCE);
    RecoveryTimes times = RecoveryTimes.of(cluster, killedMs, batchMs);
    System.out.println("  " + times.text());
    cluster.process(victim).start();
    return times;
  }

  private JobFigures figures() {
    return cluster.flink().job().orElseThrow(() -> new StartException("Flink does not answer"));
  }

  private void judgeLedgers(TableInfo info, long acknowledged) throws InterruptedException {
    Ledgers ledgers =
        Drain.await(info, NumberedTable.NAME, () -> acknowledged, Duration.ofMinutes(2));
    claims.checkNone(
        ledgers.imbalances(acknowledged),
        String.format(
            "every ledger balances: %,d steps acknowledged, %,d received, %,d items live, %,d"
                + " evicted",
            acknowledged,
            ledgers.steps().received(),
            ledgers.items().live(),
            ledgers.items().evicted()));
  }

  /** A new job with the same table and no state reads all that was sent. */
  private long reread(long steps) throws InterruptedException {
    cluster.stop();
    // In the group of the old one it would go on where that was.
    CairnConfig anew =
        ConfigFile.over(table.config(), Map.of("kafka", Map.of("group.id", "cairn-again")));
    Cluster empty = cluster.restarted(cluster.options(), anew, flink, null);
    System.out.printf("reading %,d steps again into an empty job%n", steps);
    try (OwnCluster own = OwnCluster.start(empty);
        TableInfo info = TableInfo.open(NumberedTable.SPACE, empty.config().kafka())) {
      await(
          "all is read again",
          () -> Ledgers.of(info.shards(NumberedTable.NAME)).steps().received() >= steps);
      long took = System.currentTimeMillis() - RecoveryTimes.Task.of(empty).initializingMs();
      System.out.printf("read again in %.1f s%n", took / 1e3);
      return took;
    }
  }

  private void judge(List<RecoveryTimes> times, long rereadMs) {
    long longest = times.stream().mapToLong(RecoveryTimes::sumMs).max().orElse(Long.MAX_VALUE);
    claims.check(
        longest <= LIMIT_MS,
        String.format(
            "the first correct minibatch came within 60 s of the kill: %.1f s at the latest",
            longest / 1e3));
    long restore = times.stream().mapToLong(RecoveryTimes::restoreMs).max().orElse(0);
    claims.check(
        restore <= rereadMs,
        String.format(
            "state and index are back sooner than the topic is read again: %.1f s, %.1f s",
            restore / 1e3, rereadMs / 1e3));
  }

  private static Ledgers.Items items(TableInfo info) {
    return Ledgers.of(info.shards(NumberedTable.NAME)).items();
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new StartException(
            "waited in vain: until=" + what + " waited_s=" + PATIENCE.toSeconds());
      }
      Thread.sleep(50);
    }
  }
}
