package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Changes of the rate limiter while a shard holds items. */
class LimiterChangeTest extends OneShard {

  private long nextId = 1;

  private static TableSpec table(LimiterSpec limiter) {
    return Tables.table(
        1_000,
        1 << 20,
        Tables.ONE_TIER,
        Tables.BY_REWARD,
        Tables.PROPORTIONAL,
        TableSpec.Overflow.DEMOTE,
        limiter);
  }

  private static TableSpec withLimiter(TableSpec of, LimiterSpec limiter) {
    return of.with(of.capacityItems(), of.capacityBytes(), of.tiers(), of.sampler(), limiter);
  }

  private void insert(ReplayShard shard, int items) {
    insert(shard, nextId, new double[items]);
    nextId += items + 1;
  }

  @Test
  void configure_limiterRatioChanges_neitherSideWaitsForWhatWasBefore() {
    // One sample an insert, for 1,000 inserts; then eight, and then a quarter.
    TableSpec one = table(new LimiterSpec(100, 1, 200));
    ReplayShard shard = create(one);
    for (int i = 0; i < 100; i++) {
      insert(shard, 10);
      if (i >= 10) {
        tryDraw(shard, 10);
      }
    }
    for (double ratio : new double[] {8, 0.25, 64}) {
      TableSpec changed = withLimiter(one, new LimiterSpec(100, ratio, 1_000));
      shard.configure(changed);
      assertThat(tryDraw(shard, 64)).as("sampling at %s", ratio).isNotNull();
      ShardStats stats = shard.publish(NOW, false);
      // The middle of the window and 64 samples: 1,000 + 64 = n x ratio.
      assertThat(stats.limiter().samplesPerInsert()).isEqualTo(ratio);
      assertThat(insertable(shard)).as("inserts at %s", ratio).isEqualTo((long) (1_064 / ratio));
    }
  }

  @Test
  void configure_limiter_shardHasFewItems_countsThemOnly() {
    TableSpec one = table(new LimiterSpec(100, 1, 200));
    ReplayShard shard = create(one);
    insert(shard, 40);
    shard.configure(withLimiter(one, new LimiterSpec(200, 4, 1_000)));
    // As if it had always been so: (40 + n) x 4 <= 200 x 4 + 1,000.
    assertThat(insertable(shard)).isEqualTo(410);
  }

  private static long insertable(ReplayShard shard) {
    return shard.view().insertable(shard.routing().ledger);
  }

  @Test
  void restore_limiterWasChanged_startIsKept() {
    TableSpec one = table(new LimiterSpec(100, 1, 200));
    ReplayShard shard = create(one);
    insert(shard, 200);
    TableSpec changed = withLimiter(one, new LimiterSpec(100, 8, 1_000));
    shard.configure(changed);
    insert(shard, 50);
    long insertable = insertable(shard);
    byte[] header = shard.snapshot();
    assertThat(insertable(ReplayShard.restore(changed, 0, blocks, header, NOW)))
        .isEqualTo(insertable);
  }

  /** Reverb's issue 103: a restored limiter with other numbers, and inserts hang for ever. */
  @Test
  void restore_fileHasAnotherLimiter_neitherSideHangs() {
    TableSpec one = table(new LimiterSpec(100, 1, 200));
    ReplayShard shard = create(one);
    insert(shard, 200);
    byte[] header = shard.snapshot();
    ReplayShard restored =
        ReplayShard.restore(
            withLimiter(one, new LimiterSpec(100, 32, 2_000)), 0, blocks, header, NOW);
    assertThat(insertable(restored)).isPositive();
    assertThat(tryDraw(restored, 64)).isNotNull();
  }
}
