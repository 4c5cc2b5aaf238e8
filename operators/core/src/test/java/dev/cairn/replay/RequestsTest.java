package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which requests are answered, when and with what. */
class RequestsTest extends OneShard {

  @Test
  void poll_requestRepeated_isAnsweredOnce() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    insert(shard, 1, 1);
    SampleRequest same = new SampleRequest("a", 7, 1, 1, 0, NOW + 10, false);
    shard.request(same, NOW);
    shard.request(same, NOW);
    assertThat(shard.poll(NOW)).isNotNull();
    shard.request(same, NOW);
    assertThat(shard.poll(NOW)).isNull();
    shard.request(new SampleRequest("b", 7, 1, 1, 0, NOW + 10, false), NOW);
    assertThat(shard.poll(NOW)).as("another learner's").isNotNull();
  }

  @Test
  void poll_asManyItemsAsBefore_fillsTheSameBatch() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    insert(shard, 1, 1);
    DrawnBatch first = draw(shard, 2);
    assertThat(draw(shard, 3)).isNotSameAs(first);
    DrawnBatch third = draw(shard, 3);
    assertThat(draw(shard, 3)).isSameAs(third);
    assertThat(third.sequence()).isEqualTo(3);
  }

  @Test
  void poll_answeredLongAgo_isForgottenAndAnsweredAgain() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    insert(shard, 1, 1);
    for (int id = 0; id <= AnsweredRequests.MAX; id++) {
      shard.request(new SampleRequest("a", id, 1, 1, 0, NOW + 10, false), NOW);
      assertThat(shard.poll(NOW)).isNotNull();
    }
    shard.request(new SampleRequest("a", 1, 1, 1, 0, NOW + 10, false), NOW);
    assertThat(shard.poll(NOW)).as("one of the last 32,768").isNull();
    shard.request(new SampleRequest("a", 0, 1, 1, 0, NOW + 10, false), NOW);
    assertThat(shard.poll(NOW)).as("before those").isNotNull();
  }

  @Test
  void request_moreThanMayWait_oldestIsDroppedAndCounted() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    for (int id = 0; id <= RequestQueue.MAX_WAITING; id++) {
      shard.request(new SampleRequest("a", id, 1, 1, 0, NOW + 10, false), NOW);
    }
    assertThat(shard.droppedRequests()).isEqualTo(1);
    assertThat(shard.publish(NOW, false).waitingRequests()).isEqualTo(RequestQueue.MAX_WAITING);
    insert(shard, 1, 1);
    assertThat(shard.poll(NOW)).extracting(batch -> batch.request().request()).isEqualTo(1L);
  }

  @Test
  void request_deadlineHasPassed_isDroppedAndCounted() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    shard.request(new SampleRequest("a", 1, 1, 1, 0, NOW - 1, false), NOW);
    assertThat(shard.droppedRequests()).isEqualTo(1);
    assertThat(shard.urgent()).isFalse();
  }

  @Test
  void poll_deadlinePassed_isDroppedAndCounted() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    shard.request(new SampleRequest("a", 1, 1, 1, 0, NOW + 10, false), NOW);
    assertThat(shard.poll(NOW)).as("nothing to draw").isNull();
    assertThat(shard.urgent()).isTrue();
    insert(shard, 1, 1);
    assertThat(shard.poll(NOW + 11)).isNull();
    assertThat(shard.droppedRequests()).isEqualTo(1);
    assertThat(shard.publish(NOW, false).waitingRequests()).isZero();
  }

  @Test
  void poll_impossibleRequest_isRefusedEvenWhileOthersWait() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    shard.request(new SampleRequest("a", 1, 4, 1, 0, NOW + 10, false), NOW);
    shard.request(new SampleRequest("a", 2, 65, 1, 0, NOW + 10, false), NOW);
    shard.request(new SampleRequest("a", 3, 1, Double.NaN, 0, NOW + 10, false), NOW);
    DrawnBatch tooMany = shard.poll(NOW);
    DrawnBatch badQ = shard.poll(NOW);
    assertThat(tooMany).isNotNull();
    assertThat(badQ).isNotNull();
    if (tooMany != null && badQ != null) {
      assertThat(tooMany.refused()).contains("items=65").contains("max_batch=64");
      assertThat(tooMany.ids()).isEmpty();
      assertThat(badQ.refused()).contains("q=NaN");
      assertThat(badQ.sequence()).isEqualTo(tooMany.sequence() + 1);
    }
    assertThat(shard.poll(NOW)).isNull();
  }

  @Test
  void poll_fewerItemsThanADistinctSamplerNeeds_waits() {
    SamplerSpec distinct =
        new SamplerSpec(
            SamplerSpec.Kind.UNIFORM, "", false, false, SamplerSpec.Takes.TD_ERROR, 1, 1, 0);
    ReplayShard shard = create(oneTier(distinct));
    insert(shard, 1, 1, 1, 1);
    assertThat(tryDraw(shard, 4)).isNull();
    insert(shard, 10, 1);
    DrawnBatch batch = shard.poll(NOW);
    assertThat(batch).isNotNull();
    if (batch != null) {
      assertThat(batch.ids()).containsExactlyInAnyOrder(1, 2, 3, 10);
      assertThat(batch.probabilities()).containsOnly(0.25);
    }
  }

  @Test
  void poll_samplerByOrder_givesItemsInOrderWithoutAProbability() {
    SamplerSpec fifo =
        new SamplerSpec(SamplerSpec.Kind.FIFO, true, SamplerSpec.Takes.TD_ERROR, 1, 1, 0);
    ReplayShard shard = create(oneTier(fifo));
    insert(shard, 1, 5, 7, 1, 3);
    DrawnBatch batch = draw(shard, 3);
    assertThat(batch.ids()).containsExactly(1, 2, 3);
    assertThat(batch.probabilities()).containsOnly(Double.NaN);
    assertThat(shard.publish(NOW, false).effectiveSampleSize()).isEqualTo(1);
  }

  @Test
  void poll_limiterShut_requestsKeepTheirOrderButPeeksPass() {
    TableSpec spec =
        Tables.table(
            1000,
            1 << 30,
            Tables.ONE_TIER,
            Tables.BY_REWARD,
            Tables.UNIFORM,
            TableSpec.Overflow.DEMOTE,
            new LimiterSpec(10, 4, 80));
    ReplayShard shard = create(spec);
    insert(shard, 1, new double[20]);
    // inserts * 4 - samples - n >= 10 * 4 - 80: 120 samples.
    shard.request(new SampleRequest("a", 0, 60, 1, 0, NOW + 10, false), NOW);
    shard.request(new SampleRequest("a", 1, 61, 1, 0, NOW + 10, false), NOW);
    shard.request(new SampleRequest("a", 2, 1, 1, 0, NOW + 10, false), NOW);
    shard.request(new SampleRequest("a", 3, 64, 1, 0, NOW + 10, true), NOW);
    assertThat(answer(shard)).isEqualTo(0);
    assertThat(answer(shard)).as("peek").isEqualTo(3);
    assertThat(shard.poll(NOW)).isNull();
    assertThat(shard.publish(NOW, false).reason()).contains("samples_per_insert");
    assertThat(shard.publish(NOW, false).items().sampled()).isEqualTo(60);
    insert(shard, 100, 1);
    assertThat(answer(shard)).isEqualTo(1);
    assertThat(answer(shard)).isEqualTo(2);
  }

  private static long answer(ReplayShard shard) {
    DrawnBatch batch = shard.poll(NOW);
    return batch == null ? -1 : batch.request().request();
  }
}
