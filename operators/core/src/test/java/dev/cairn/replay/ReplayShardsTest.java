package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Several shards of one table, which know each other by what they publish. */
class ReplayShardsTest {

  private static final long NOW = 1_000_000;
  private static final SamplerSpec SAMPLER =
      new SamplerSpec(
          SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.TD_ERROR, 0.6, 1e-6, 0.1);

  private final TableSpec spec =
      new TableSpec(
          "test",
          2,
          4000,
          1 << 30,
          Tables.SIGNATURE,
          StorageUnit.SINGLE_STEPS,
          AssemblySpec.DEFAULT,
          Tables.THREE_TIERS,
          Tables.BY_REWARD,
          SAMPLER,
          TableSpec.Overflow.DEMOTE,
          new LimiterSpec(100, 2, 10_000),
          64,
          20,
          2048,
          0.33,
          1 << 20);
  private final ReplayShard[] shards = {shard(0), shard(1)};
  private long request;

  private ReplayShard shard(int number) {
    return ReplayShard.create(
        spec,
        number,
        number + 1,
        new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore()),
        NOW);
  }

  private void insert(int shard, long firstId, int items, double scale) {
    SplittableRandom random = new SplittableRandom(firstId);
    for (int i = 0; i < items; i += 10) {
      double[] rewards = random.doubles(10).toArray();
      double[] values = random.doubles(10).map(v -> scale * v * v).toArray();
      shards[shard].insert(Runs.of(firstId + i, 10, k -> rewards[k], k -> values[k]), NOW);
    }
  }

  private static ShardTotals published(ReplayShard shard) {
    ShardStats stats = shard.publish(NOW, false);
    return new ShardTotals(
        stats.shard(),
        stats.attempt(),
        stats.sequence(),
        stats.canSample(),
        stats.limiter(),
        stats.totals());
  }

  private DrawnBatch draw(int shard, int items, double q) {
    shards[shard].request(
        new SampleRequest("a", request++, items, q, 0, Long.MAX_VALUE, true), NOW);
    DrawnBatch batch = shards[shard].poll(NOW);
    if (batch == null) {
      throw new AssertionError("no answer: shard=" + shard);
    }
    return batch;
  }

  /** Mean over batches of the value of ids, weighted by 1 / (N P): estimates the plain mean. */
  private double estimate(double[] q, int batches) {
    SplittableRandom random = new SplittableRandom(99);
    double sum = 0;
    for (int i = 0; i < batches; i++) {
      int shard = random.nextDouble() < q[0] ? 0 : 1;
      DrawnBatch batch = draw(shard, 32, q[shard]);
      for (int k = 0; k < 32; k++) {
        sum += value(batch.ids()[k]) / (1400 * batch.probabilities()[k]) / 32;
      }
    }
    return sum / batches;
  }

  private static double value(long id) {
    return id < 10_000 ? 1 : 5;
  }

  @Test
  void draw_twoUnequalShards_weightsMakeTheMeanUnbiased() {
    insert(0, 0, 1000, 1);
    insert(1, 10_000, 400, 3);
    shards[0].observe(published(shards[1]));
    shards[1].observe(published(shards[0]));
    Totals table = draw(0, 1, 1).totals();
    assertThat(table.drawable()).isEqualTo(1400);
    Law law = Law.of(spec);
    double q0 = law.shard(published(shards[0]).totals(), table).q();
    double q1 = law.shard(published(shards[1]).totals(), table).q();
    assertThat(q0 + q1).isCloseTo(1, within(1e-12));
    double truth = (1000 * 1 + 400 * 5) / 1400.0;
    assertThat(estimate(new double[] {q0, q1}, 6000)).isCloseTo(truth, within(0.03 * truth));
  }

  @Test
  void draw_totalsOfTheOtherAreOld_weightsMakeTheMeanUnbiased() {
    insert(1, 10_000, 100, 3);
    shards[0].observe(published(shards[1]));
    insert(0, 0, 1000, 1);
    insert(1, 10_100, 300, 3);
    double truth = (1000 * 1 + 400 * 5) / 1400.0;
    assertThat(estimate(new double[] {0.4, 0.6}, 6000)).isCloseTo(truth, within(0.03 * truth));
  }

  @Test
  void observe_olderPublication_isIgnored() {
    insert(0, 0, 20, 1);
    insert(1, 10_000, 100, 1);
    ShardTotals old = published(shards[1]);
    insert(1, 20_000, 50, 1);
    shards[0].observe(published(shards[1]));
    shards[0].observe(old);
    assertThat(draw(0, 1, 1).totals().inserted()).isEqualTo(170);
    shards[0].observe(new ShardTotals(1, old.attempt() + 1, 0, true, old.limiter(), old.totals()));
    assertThat(draw(0, 1, 1).totals().inserted()).as("a new attempt").isEqualTo(120);
  }

  @Test
  void observe_ownOrUnknownShard_isIgnored() {
    insert(0, 0, 20, 1);
    shards[0].observe(
        new ShardTotals(
            0, NOW + 9, 5, true, published(shards[0]).limiter(), published(shards[0]).totals()));
    shards[0].observe(
        new ShardTotals(
            2, NOW + 9, 5, true, published(shards[0]).limiter(), published(shards[0]).totals()));
    assertThat(draw(0, 1, 1).totals().inserted()).isEqualTo(20);
  }

  @Test
  void poll_limiter_countsItemsOfAllShards() {
    insert(0, 0, 60, 1);
    shards[0].request(new SampleRequest("a", 1, 1, 1, 0, Long.MAX_VALUE, false), NOW);
    assertThat(shards[0].poll(NOW)).as("60 of 100").isNull();
    assertThat(published(shards[0]).canSample()).isFalse();
    insert(1, 10_000, 40, 1);
    shards[0].observe(published(shards[1]));
    assertThat(published(shards[0]).canSample()).isTrue();
    assertThat(shards[0].poll(NOW)).isNotNull();
  }

  @Test
  void publish_allowance_isGrantedByShardZeroOnly() {
    insert(0, 0, 100, 1);
    insert(1, 10_000, 100, 1);
    shards[0].observe(published(shards[1]));
    shards[0].count(new StepCounts(7, 100, 100, 0, 0, 0, 0), NOW);
    shards[1].count(new StepCounts(8, 100, 100, 0, 0, 0, 0), NOW);
    ShardStats first = shards[0].publish(NOW, false);
    assertThat(first.allowanceSteps()).as("a chunk for a writer that is new").isEqualTo(20);
    // (200 + n) * 2 - 0 <= 100 * 2 + 10,000: n = 4,900.
    assertThat(shards[0].publish(NOW, false).allowanceSteps()).isEqualTo(4880);
    assertThat(first.activeWriters()).isEqualTo(1);
    assertThat(first.steps()).isEqualTo(new ShardStats.Steps(100, 100, 0, 0, 0, 0));
    assertThat(shards[0].publish(NOW, false).allowanceSteps()).as("granted already").isZero();
    ShardStats other = shards[1].publish(NOW, false);
    assertThat(other.allowanceSteps()).isZero();
    assertThat(other.activeWriters()).isZero();
    assertThat(shards[0].urgent()).as("the pace binds").isTrue();
  }

  @Test
  void publish_itemsOfManySteps_allowanceIsInSteps() {
    insert(0, 0, 100, 1);
    insert(1, 10_000, 100, 1);
    shards[0].observe(published(shards[1]));
    // 40 steps an item, as sequences with a period of 40 take.
    shards[0].count(new StepCounts(7, 4_010, 3_000, 10, 1_000, 0, 0), NOW);

    double first = shards[0].publish(NOW, false).allowanceSteps();
    assertThat(first).as("a chunk for a writer that is new").isEqualTo(20);
    assertThat(first + shards[0].publish(NOW, false).allowanceSteps()).isEqualTo(40 * 4900);
  }

  @Test
  void capacities_itemsDoNotDivideEvenly_shardsHoldAllOfThem() {
    TableSpec odd =
        new TableSpec(
            "odd",
            3,
            100,
            1 << 30,
            Tables.SIGNATURE,
            StorageUnit.SINGLE_STEPS,
            AssemblySpec.DEFAULT,
            Tables.THREE_TIERS,
            Tables.BY_REWARD,
            SAMPLER,
            TableSpec.Overflow.DEMOTE,
            Tables.NO_PACE,
            64,
            20,
            2048,
            0.33,
            1 << 20);
    List<Integer> sizes =
        List.of(0, 1, 2).stream()
            .map(
                shard -> {
                  TierBounds bounds = new TierBounds(odd, shard);
                  return bounds.capacity(0) + bounds.capacity(1) + bounds.capacity(2);
                })
            .toList();
    assertThat(sizes).containsExactly(34, 33, 33);
  }
}
