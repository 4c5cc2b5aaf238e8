package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.limiter.Allowance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A thousand writers and a learner on a table of several shards, in simulated time: what is held to
 * the ratio over the whole table, and that every writer has its share.
 *
 * <p>A publication reaches shards, writers and the learner {@link #DELAY_MS} later, as does a chunk
 * the memory.
 */
class ManyWritersTest {

  private static final int WRITERS = 1_000;
  private static final int CHUNK = 4;
  private static final int BATCH = 32;
  private static final long DELAY_MS = 5;
  private static final long START = 1_000_000;

  private record Arrival(long atMs, Runnable what) {}

  private final List<ReplayShard> shards = new ArrayList<>();
  private final Deque<Arrival> travelling = new ArrayDeque<>();
  private final SplittableRandom random = new SplittableRandom(20_261_121);
  private final double[] credit = new double[WRITERS];
  private final long[] lastSentMs = new long[WRITERS];
  private final int[] sent = new int[WRITERS];
  private final long[] lastStatsMs = new long[16];
  private long nowMs = START;
  private long nextId = 1;
  private long nextRequest;
  private long inserted;
  private long sampled;
  private double allowanceMs = Double.NEGATIVE_INFINITY;

  ManyWritersTest() {
    Arrays.fill(lastSentMs, Long.MIN_VALUE / 2);
  }

  private void build(int count, LimiterSpec limiter) {
    TableSpec spec =
        new TableSpec(
            "test",
            count,
            1_000_000,
            1L << 30,
            Tables.SIGNATURE,
            StorageUnit.SINGLE_STEPS,
            AssemblySpec.DEFAULT,
            Tables.ONE_TIER,
            Tables.BY_REWARD,
            Tables.UNIFORM,
            TableSpec.Overflow.DEMOTE,
            limiter,
            BATCH,
            CHUNK,
            4096,
            0.33,
            1 << 16);
    for (int shard = 0; shard < count; shard++) {
      ReplayShard.Blocks blocks =
          new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
      shards.add(ReplayShard.create(spec, shard, shard, blocks, START));
    }
  }

  private void later(Runnable what) {
    travelling.add(new Arrival(nowMs + DELAY_MS, what));
  }

  private void arrivals() {
    while (!travelling.isEmpty() && travelling.peekFirst().atMs() <= nowMs) {
      travelling.removeFirst().what().run();
    }
  }

  private void publish() {
    for (int s = 0; s < shards.size(); s++) {
      if (nowMs < lastStatsMs[s] + (shards.get(s).urgent() ? 10 : 1_000)) {
        continue;
      }
      ShardStats stats = shards.get(s).publish(nowMs, false);
      lastStatsMs[s] = nowMs;
      ShardTotals totals =
          new ShardTotals(
              s,
              stats.attempt(),
              stats.sequence(),
              stats.canSample(),
              stats.limiter(),
              stats.totals());
      boolean grants = s == 0;
      later(
          () -> {
            shards.forEach(shard -> shard.observe(totals));
            if (grants) {
              grant(stats);
            }
          });
    }
  }

  /** What the writers' pace does with a publication (clients' Pace). */
  private void grant(ShardStats stats) {
    boolean fresh = nowMs - allowanceMs <= Allowance.TTL_MS;
    allowanceMs = nowMs;
    for (int w = 0; w < WRITERS; w++) {
      int writers = stats.activeWriters() + (nowMs - lastSentMs[w] < 10_000 ? 0 : 1);
      double share = stats.allowanceSteps() / Math.max(1, writers);
      credit[w] = Math.min((fresh ? credit[w] : 0) + share, Math.max(CHUNK, share));
    }
  }

  private void write() {
    boolean expired = nowMs - allowanceMs > Allowance.TTL_MS;
    for (int w = 0; w < WRITERS && !expired; w++) {
      if (credit[w] >= CHUNK) {
        credit[w] -= CHUNK;
        lastSentMs[w] = nowMs;
        sent[w]++;
        long id = nextId;
        nextId += CHUNK + 1;
        int stream = w;
        int shard = random.nextInt(shards.size());
        later(() -> insert(shard, stream, id));
      }
    }
  }

  private void insert(int shard, int stream, long id) {
    shards.get(shard).insert(Runs.of(id, CHUNK, k -> 0, k -> 1), nowMs);
    shards.get(shard).count(new StepCounts(stream, CHUNK, CHUNK, 0, 0, 0, 0), nowMs);
    // As the assembler does: shard 0 hears of each writer.
    shards.get(0).count(new StepCounts(stream, 0, 0, 0, 0, 0, 0), nowMs);
    inserted += CHUNK;
  }

  /** The learner asks shards by turns and has 4 requests in flight. */
  private void sample(int perMs) {
    for (int i = 0; i < perMs; i++) {
      ReplayShard shard = shards.get((int) (nextRequest % shards.size()));
      shard.request(
          new SampleRequest("l", nextRequest++, BATCH, 1.0 / shards.size(), 0, nowMs + 50, false),
          nowMs);
    }
    for (ReplayShard shard : shards) {
      for (DrawnBatch batch = shard.poll(nowMs); batch != null; batch = shard.poll(nowMs)) {
        sampled += BATCH;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 8", "4, 2", "16, 8"})
  void thousandWriters_learnerSetsThePace_noneStarvesAndTheRatioHolds(int count, double ratio) {
    int minSize = 2_000;
    // Room for a chunk of every writer, whose fractions add up before a chunk goes.
    double buffer = 40_000;
    build(count, new LimiterSpec(minSize, ratio, buffer));
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    double highestLater = Double.NEGATIVE_INFINITY;
    int[] atHalf = new int[WRITERS];
    // A batch a ms: 32 items, for which 4 or 16 steps may be written.
    int ms = 12_000;
    for (int step = 0; step < ms; step++) {
      nowMs++;
      arrivals();
      publish();
      write();
      sample(1);
      if (inserted >= minSize && sampled > 0) {
        double diff = inserted * ratio - sampled;
        lowest = Math.min(lowest, diff);
        highest = Math.max(highest, diff);
        highestLater = step > ms / 2 ? Math.max(highestLater, diff) : highestLater;
      }
      if (step == ms / 2) {
        System.arraycopy(sent, 0, atHalf, 0, WRITERS);
      }
    }
    double middle = ratio * minSize;
    // Beyond the window at most what other shards did while their totals were on the way (a
    // publication is 10 ms apart and 5 ms under way); and a chunk of each writer, for fractions of
    // one are kept longer than the grant counts as under way. At the start twice that: none is
    // known to the table yet.
    double others = count == 1 ? 0 : 16 * BATCH;
    double chunks = ratio * WRITERS * CHUNK;
    assertThat(lowest).as("sampled too much").isGreaterThanOrEqualTo(middle - buffer - others);
    assertThat(highest)
        .as("inserted too much at the start")
        .isLessThanOrEqualTo(middle + buffer + others + 2 * chunks);
    assertThat(highestLater)
        .as("inserted too much")
        .isLessThanOrEqualTo(middle + buffer + others + chunks);
    assertThat(sampled).isGreaterThan(ms * BATCH / 2);
    int[] later = new int[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
      later[w] = sent[w] - atHalf[w];
    }
    int[] sorted = Arrays.stream(later).sorted().toArray();
    assertThat(sorted[0]).as("no writer starves: chunks sent of %s", median(sorted)).isPositive();
    assertThat(sorted[0]).isGreaterThanOrEqualTo(median(sorted) - 2);
    assertThat(sorted[WRITERS - 1]).isLessThanOrEqualTo(median(sorted) + 2);
  }

  private static int median(int[] sorted) {
    return sorted[sorted.length / 2];
  }
}
