package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What metrics show of a shard beside what it tells others. */
class InsideTest extends OneShard {

  private static final int CHUNK = 10;

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

  private void insertChunks(ReplayShard shard, int chunks) {
    for (int i = 0; i < chunks; i++) {
      insert(shard, nextId, new double[CHUNK]);
      nextId += CHUNK + 1;
    }
  }

  private static ShardStats.Inside inside(ReplayShard shard) {
    return shard.publish(NOW, false).inside();
  }

  @Test
  void limiter_paced_positionIsBetweenItsLimits() {
    // Between 100 - 200 and 100 + 200.
    ReplayShard shard = create(table(new LimiterSpec(100, 1, 200)));
    insertChunks(shard, 12);
    draw(shard, 20);

    ShardStats.Inside inside = inside(shard);

    assertThat(inside.limiterPosition()).isEqualTo(120 - 20);
    assertThat(inside.limiterMin()).isEqualTo(-100);
    assertThat(inside.limiterMax()).isEqualTo(300);
    assertThat(inside.hold()).isEqualTo(ShardStats.Hold.NOTHING);
  }

  @Test
  void limiter_notPaced_hasNoPosition() {
    ReplayShard shard = create(table(Tables.NO_PACE));
    assertThat(inside(shard).limiterPosition()).isNaN();
    assertThat(inside(shard).limiterMin()).isNaN();
    assertThat(inside(shard).limiterMax()).isNaN();
  }

  @Test
  void hold_saysWhatRequestsAndWritersWaitFor() {
    ReplayShard shard = create(table(new LimiterSpec(100, 1, 200)));
    assertThat(tryDraw(shard, 64)).isNull();
    assertThat(inside(shard).hold()).isEqualTo(ShardStats.Hold.MIN_SIZE);

    insertChunks(shard, 10);
    assertThat(shard.poll(NOW)).isNotNull();
    assertThat(inside(shard).hold()).isEqualTo(ShardStats.Hold.NOTHING);

    // 100 - 3 x 64 = -92: a fourth batch would go below -100.
    draw(shard, 64);
    draw(shard, 64);
    assertThat(tryDraw(shard, 64)).isNull();
    assertThat(inside(shard).hold()).isEqualTo(ShardStats.Hold.INSERTS);

    insertChunks(shard, 50);
    assertThat(shard.poll(NOW)).isNotNull();
    // A chunk of 20 would go above 300.
    assertThat(inside(shard).hold()).isEqualTo(ShardStats.Hold.SAMPLES);
  }

  @Test
  void hold_nothingCanBeDrawn_isDrawable() {
    TableSpec distinct =
        Tables.table(
            1_000,
            Tables.ONE_TIER,
            Tables.BY_REWARD,
            new SamplerSpec(
                SamplerSpec.Kind.UNIFORM,
                "",
                false,
                false,
                SamplerSpec.Takes.TD_ERROR,
                0.6,
                1e-6,
                0));
    ReplayShard shard = create(distinct);
    insertChunks(shard, 1);
    assertThat(tryDraw(shard, 2 * CHUNK)).isNull();
    assertThat(inside(shard).hold()).isEqualTo(ShardStats.Hold.DRAWABLE);
  }

  @Test
  void payload_cacheHoldsIt_nothingIsLoaded() {
    ReplayShard shard = create(Tables.withCache(table(Tables.NO_PACE), 1 << 20));
    insertChunks(shard, 50);
    draw(shard, 64);
    draw(shard, 64);
    assertThat(inside(shard).payloadReads()).isEqualTo(128);
    assertThat(inside(shard).payloadLoads()).isZero();
  }

  @Test
  void payload_noCache_isLoaded() {
    ReplayShard shard = create(Tables.withCache(table(Tables.NO_PACE), 0));
    insertChunks(shard, 50);
    draw(shard, 64);
    assertThat(inside(shard).payloadReads()).isEqualTo(64);
    assertThat(inside(shard).payloadLoads()).isBetween(1L, 64L);
  }

  @Test
  void droppedRequests_deadlinePassed_areCounted() {
    ReplayShard shard = create(table(Tables.NO_PACE));
    shard.request(new SampleRequest("a", 1, 4, 1, 0, NOW - 1, false), NOW);
    assertThat(inside(shard).droppedRequests()).isEqualTo(1);
  }
}
