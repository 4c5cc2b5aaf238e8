package dev.cairn.jobs.endurance;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.demo.Ledgers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;

/** A learner learns, is away, and learns again, while steps are written at one rate. */
final class AwayRun {

  private static final long PRESENT_MS = 60_000;
  private static final long LOOK_MS = 20_000;
  private static final double BATCHES = 50;

  /** Batches after the return that are judged: more than were ever in flight. */
  private static final int FIRST = 50;

  private static final long MOST_TOPIC_BYTES = 256L << 20;

  private final NumberedTable table;
  private final Cluster cluster;
  private final Claims claims = new Claims();
  private final List<Drawn> drawn = Collections.synchronizedList(new ArrayList<>());

  /**
   * A batch.
   *
   * @param atMs when it was at the learner, ms since the epoch
   * @param drawnMs when it was drawn
   * @param youngestMs age of its youngest item
   * @param oldestMs age of its oldest item
   * @param lag policy versions that its items are behind the learner, in the mean
   */
  private record Drawn(long atMs, long drawnMs, long youngestMs, long oldestMs, double lag) {}

  AwayRun(Path directory, ClusterOptions options, NumberedTable table) {
    this.table = table;
    cluster = Cluster.create(directory.resolve("cluster"), options, table.config(), Map.of(), null);
  }

  /**
   * Runs it.
   *
   * @param rate steps a second
   * @return exit code
   */
  int run(int minutes, double rate) throws Exception {
    Map<String, String> kafka = cluster.config().kafka();
    AtomicBoolean writes = new AtomicBoolean(true);
    try (OwnCluster own = OwnCluster.start(cluster);
        TableInfo info = TableInfo.open(NumberedTable.SPACE, kafka);
        Producer<byte[], byte[]> producer = KafkaClients.producer(kafka);
        MinibatchTopic topic = new MinibatchTopic(kafka);
        ServiceWatch watch = new ServiceWatch(cluster)) {
      NumberedWriter writer = new NumberedWriter(table.steps(), 1, false, producer, info);
      writer.write(table.items(), Double.POSITIVE_INFINITY, () -> true);
      try (Background writing =
          new Background(() -> writer.write(Long.MAX_VALUE, rate, writes::get))) {
        System.out.printf(
            "%,d items held, %.0f steps/s; the learner learns%n", table.items(), rate);
        learn(PRESENT_MS, version(info), info);
        away(minutes, info, topic, watch);
        comeBack(info, rate);
        writes.set(false);
        writing.await();
      }
      writer.close();
    }
    return claims.exitCode();
  }

  private void learn(long ms, long step, TableInfo info) {
    long endMs = System.currentTimeMillis() + ms;
    CheckedLearner learner =
        new CheckedLearner(
            table.steps(), cluster.config().kafka(), batch -> note(batch, version(info)));
    learner.learn(BATCHES, step, () -> System.currentTimeMillis() < endMs);
    claims.check(
        learner.wrong() == 0 && learner.batches() > 0,
        String.format(
            "every item drawn is what was sent: %,d batches, %d items wrong",
            learner.batches(), learner.wrong()));
  }

  private void note(SampledBatch batch, long version) {
    long[] ages = batch.agesMs();
    drawn.add(
        new Drawn(
            System.currentTimeMillis(),
            batch.record().getDrawnMs(),
            Arrays.stream(ages).min().orElse(0),
            Arrays.stream(ages).max().orElse(0),
            version - Arrays.stream(batch.policyVersions()).average().orElse(0)));
  }

  private void away(int minutes, TableInfo info, MinibatchTopic topic, ServiceWatch watch)
      throws InterruptedException {
    System.out.printf("the learner is away for %d minutes%n", minutes);
    // What was in flight when it left.
    Thread.sleep(2_000);
    long startMs = System.currentTimeMillis();
    long batches = topic.batches();
    long created = created(info);
    long mostBytes = 0;
    for (long now = startMs; now < startMs + 60_000L * minutes; now = System.currentTimeMillis()) {
      long bytes = topic.bytes();
      mostBytes = Math.max(mostBytes, bytes);
      System.out.printf(
          "%5.0f s  %,d items made  batches on disk %.1f MiB  %s%n",
          (now - startMs) / 1e3, created(info), bytes / 1048576.0, watch.look());
      Thread.sleep(LOOK_MS);
    }
    double seconds = (System.currentTimeMillis() - startMs) / 1e3;
    System.out.printf("items made meanwhile: %.0f/s%n", (created(info) - created) / seconds);
    watch.judge(claims, 0);
    claims.check(
        topic.batches() == batches,
        "no batch was made while nobody asked: " + (topic.batches() - batches));
    claims.check(
        mostBytes <= MOST_TOPIC_BYTES,
        String.format("the topic of minibatches is bounded: %.1f MiB", mostBytes / 1048576.0));
  }

  private void comeBack(TableInfo info, double rate) {
    drawn.clear();
    long returnMs = System.currentTimeMillis();
    long version = version(info);
    learn(PRESENT_MS / 4, version, info);
    List<Drawn> first = drawn.subList(0, Math.min(FIRST, drawn.size()));
    if (first.isEmpty()) {
      claims.check(false, "batches come on return: none within 15 s");
      return;
    }
    System.out.printf(
        "first batch %.2f s after the return, its connections included; the first %d: ages %.1f to"
            + " %.1f s, policy lag %.1f versions of 1,000 steps%n",
        (first.get(0).atMs() - returnMs) / 1e3,
        first.size(),
        first.stream().mapToLong(Drawn::youngestMs).min().orElse(0) / 1e3,
        first.stream().mapToLong(Drawn::oldestMs).max().orElse(0) / 1e3,
        first.stream().mapToDouble(Drawn::lag).average().orElse(0));
    claims.check(
        first.stream().allMatch(batch -> batch.drawnMs() >= returnMs),
        "every batch was drawn after the return");
    // All that is held was written within so many seconds; a backlog would be older.
    double held = table.items() / rate;
    double oldest = first.stream().mapToLong(Drawn::oldestMs).max().orElse(0) / 1e3;
    claims.check(
        oldest <= 1.5 * held,
        String.format(
            "no item is older than the memory: %.1f s, the memory holds %.1f s", oldest, held));
    double youngest = first.stream().mapToLong(Drawn::youngestMs).min().orElse(0) / 1e3;
    claims.check(
        youngest <= held / 10,
        String.format(
            "the youngest of the items was written %.1f s before it was drawn", youngest));
  }

  private static long created(TableInfo info) {
    return Ledgers.of(info.shards(NumberedTable.NAME)).items().created();
  }

  /** Newest policy version that the memory has seen: a worker's version is a thousand steps. */
  private static long version(TableInfo info) {
    return created(info) / 1_000;
  }
}
