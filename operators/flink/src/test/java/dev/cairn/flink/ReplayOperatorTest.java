package dev.cairn.flink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.replay.LimiterBase;
import dev.cairn.replay.ShardTotals;
import dev.cairn.replay.Totals;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Stats;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayOperatorTest {

  private long nextRequest = 1_000_000;
  private final PipelineSpec one = TestTables.pipeline(TestTables.table("t", 1));
  private final PipelineSpec four =
      TestTables.pipeline(TestTables.table("t", 4), TestTables.table("u", 1));

  @Test
  void open_beforeAnyInput_everyShardPublishes() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(four, 2, 1_000, null)) {
      assertThat(cluster.stats())
          .extracting(stats -> stats.getTable() + "/" + stats.getShard())
          .containsExactlyInAnyOrder("t/0", "t/1", "t/2", "t/3", "u/0");
    }
  }

  @Test
  void request_itemsHeld_isAnsweredOnTheMailboxWithTheirContents() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(one, 1, 1_000, null)) {
      cluster.insert("t", 0, TestRuns.run(3, 8));
      cluster.advanceTo(1_500);
      cluster.request("t", 0, 77, 16);

      List<OutboundRecord> records = cluster.answerRecords();
      assertThat(records).hasSize(1);
      assertThat(records.get(0).topic()).isEqualTo("test.minibatches.t");
      assertThat(records.get(0).partition()).isEqualTo(2);
      Minibatch batch = dev.cairn.schema.Wire.decode(records.get(0).value(), Minibatch.class);
      assertThat(batch.getRefused()).isNull();
      assertThat(batch.getItems()).isEqualTo(16);
      assertThat(batch.getRequest()).isEqualTo(77);
      assertThat(batch.getLearner()).isEqualTo("learner");
      assertThat(batch.getConfigVersion()).isEqualTo(3);
      assertThat(batch.getAttempt()).isEqualTo(1_000);
      assertThat(batch.getTotals().getDrawable()).isEqualTo(8);
      assertThat(batch.getColumns())
          .extracting(column -> column.getName())
          .containsExactly(
              "obs", "new_obs", "actions", "rewards", "terminateds", "truncateds", "eps_id", "t");
      assertThat(batch.getColumns().get(0).getTensor().getShape()).containsExactly(16, 2);
      assertContents(batch, 500);
    }
  }

  private static void assertContents(Minibatch batch, long ageMs) {
    long[] ids = ReplayCluster.ids(batch);
    float[] priorities = ReplayCluster.priorities(batch);
    ByteBuffer actions = ReplayCluster.column(batch, "actions");
    ByteBuffer rows = ReplayCluster.column(batch, "t");
    ByteBuffer observations = ReplayCluster.column(batch, "obs");
    ByteBuffer next = ReplayCluster.column(batch, "new_obs");
    ByteBuffer terminated = ReplayCluster.column(batch, "terminateds");
    for (int i = 0; i < ids.length; i++) {
      long row = rows.getLong(8 * i);
      assertThat(actions.getLong(8 * i)).isEqualTo(ids[i]);
      assertThat(ids[i]).isEqualTo(ItemIds.id(ItemIds.origin("t", 0, 3), (int) row, 0));
      assertThat(priorities[i]).isEqualTo(TestRuns.initial(ids[i]));
      assertThat(observations.getFloat(8 * i)).isEqualTo(2f * row);
      assertThat(next.getFloat(8 * i)).isEqualTo(2f * row + 2);
      assertThat(terminated.get(i)).isEqualTo((byte) (row == 7 ? 1 : 0));
      assertThat(batch.getAgesMs().getLong(8 * i)).isEqualTo(Long.reverseBytes(ageMs));
    }
  }

  @Test
  void request_nothingHeld_waitsForTheFirstItem() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(one, 1, 1_000, null)) {
      cluster.request("t", 0, 1, 4);
      assertThat(cluster.answers()).isEmpty();

      cluster.insert("t", 0, TestRuns.run(0, 4));

      assertThat(cluster.answers()).extracting(Minibatch::getRequest).containsExactly(1L);
    }
  }

  @Test
  void request_pastItsDeadline_isNeverAnswered() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(one, 1, 1_000, null)) {
      cluster.request("t", 0, 1, 4, 1_200);
      cluster.advanceTo(1_300);
      cluster.insert("t", 0, TestRuns.run(0, 4));
      cluster.advanceTo(3_000);

      assertThat(cluster.answers()).isEmpty();
      assertThat(cluster.newestStats("t/0").getWaitingRequests()).isZero();
    }
  }

  @Test
  void request_thatCanNeverBeAnswered_isRefusedAtOnce() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(one, 1, 1_000, null)) {
      cluster.request("t", 0, 1, 65);

      Minibatch refusal = cluster.answers().get(0);
      assertThat(refusal.getRefused()).contains("65");
      assertThat(refusal.getItems()).isZero();
    }
  }

  @Test
  void request_answerTooLargeForKafka_isRefusedWithTheSizes() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(one, 1, 1_000, null, 2_000)) {
      cluster.insert("t", 0, TestRuns.run(0, 4));
      cluster.request("t", 0, 1, 64);
      cluster.request("t", 0, 2, 1);

      List<Minibatch> answers = cluster.answers();
      assertThat(answers.get(0).getRefused()).contains("allowed=2000", "items=64");
      assertThat(answers.get(0).getRequest()).isEqualTo(1);
      assertThat(answers.get(0).getItems()).isZero();
      assertThat(answers.get(1).getRefused()).isNull();
    }
  }

  @Test
  void stats_idle_comeEverySecond() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(one, 1, 1_000, null)) {
      for (long now = 1_000; now <= 4_000; now += 5) {
        cluster.advanceTo(now);
      }
      assertThat(cluster.stats())
          .extracting(Stats::getAtMs)
          .containsExactly(1_000L, 2_000L, 3_000L, 4_000L);
    }
  }

  @Test
  void stats_requestWaits_comeEveryTenMilliseconds() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(one, 1, 1_000, null)) {
      cluster.advanceTo(1_500);
      cluster.stats();
      cluster.request("t", 0, 1, 4, 10_000);
      for (long now = 1_501; now <= 1_540; now++) {
        cluster.advanceTo(now);
      }

      List<Stats> stats = cluster.stats();
      assertThat(stats).hasSizeBetween(4, 5);
      assertThat(stats).allMatch(s -> s.getWaitingRequests() == 1);
      // Details only once a second.
      assertThat(stats.stream().filter(s -> !s.getTierDetails().isEmpty())).hasSizeLessThan(2);
    }
  }

  @Test
  void observe_totalsOfAnotherShard_countForTheWholeTable() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(four, 1, 1_000, null)) {
      cluster.insert("t", 1, TestRuns.run(0, 4));
      Totals other =
          new Totals(
              100,
              0,
              0,
              0.01,
              List.of(
                  new Totals.Tier(100, 100, 150, 1),
                  new Totals.Tier(0, 0, 0, 0),
                  new Totals.Tier(0, 0, 0, 0)));
      cluster.broadcast(
          new BroadcastInput.TableTotals(
              "t", new ShardTotals(0, 1_000, 1, true, new LimiterBase(0, 0, 0), other)));
      cluster.request("t", 1, 1, 4);

      Minibatch batch = cluster.answers().get(0);
      assertThat(batch.getTotals().getDrawable()).isEqualTo(104);
      assertThat(batch.getTotals().getInserted()).isEqualTo(104);
    }
  }

  @Test
  void broadcast_ownTotals_areNotTakenForAnothers() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(four, 1, 1_000, null)) {
      cluster.insert("t", 1, TestRuns.run(0, 4));
      Totals.Tier none = new Totals.Tier(0, 0, 0, 0);
      Totals stale = new Totals(50, 0, 0, 0, List.of(none, none, none));
      cluster.broadcast(
          new BroadcastInput.TableTotals(
              "t", new ShardTotals(1, 9_000, 1, true, new LimiterBase(0, 0, 0), stale)));
      cluster.request("t", 1, 1, 4);

      assertThat(cluster.answers().get(0).getTotals().getInserted()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void restore_anyParallelism_answersAsTheOriginalWouldHave(int parallelism) throws Exception {
    try (ReplayCluster original = filled()) {
      ReplayCluster.Checkpoint checkpoint = original.checkpoint();
      try (ReplayCluster restored =
          new ReplayCluster(four, parallelism, original.now(), checkpoint)) {
        assertSameLedgers(original, restored);
        assertSameAnswers(original, restored);
      }
    }
  }

  @Test
  void rescale_oneTwoFourOne_nothingChanges() throws Exception {
    try (ReplayCluster original = filled()) {
      ReplayCluster.Checkpoint checkpoint = original.checkpoint();
      for (int parallelism : new int[] {2, 4}) {
        try (ReplayCluster step =
            new ReplayCluster(four, parallelism, original.now(), checkpoint)) {
          checkpoint = step.checkpoint();
        }
      }
      try (ReplayCluster last = new ReplayCluster(four, 1, original.now(), checkpoint)) {
        assertSameLedgers(original, last);
        assertSameAnswers(original, last);
      }
    }
  }

  /** Four shards with items, of which some were given other priorities or evicted. */
  private ReplayCluster filled() throws Exception {
    ReplayCluster cluster = new ReplayCluster(four, 1, 1_000, null);
    for (int offset = 0; offset < 320; offset++) {
      cluster.insert("t", offset % 4, TestRuns.run(offset, 16));
      if (offset % 8 == 7) {
        for (int shard = 0; shard < 4; shard++) {
          cluster.request("t", shard, offset, 32);
        }
        for (Minibatch batch : cluster.answers()) {
          float[] values = new float[32];
          for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7 % 32) / 8f;
          }
          cluster.send(cluster.feedback(batch, values));
        }
      }
    }
    return cluster;
  }

  private static void assertSameLedgers(ReplayCluster expected, ReplayCluster actual)
      throws Exception {
    Map<String, Stats> before = expected.newestStats();
    Map<String, Stats> after = actual.newestStats();
    assertThat(after.keySet()).isEqualTo(before.keySet()).hasSize(5);
    before.forEach(
        (shard, stats) -> {
          Stats now = requireNonNull(after.get(shard));
          assertThat(now.getItems()).isEqualTo(stats.getItems());
          assertThat(now.getUpdates()).isEqualTo(stats.getUpdates());
          assertThat(now.getSteps()).isEqualTo(stats.getSteps());
          assertThat(now.getTotals()).isEqualTo(stats.getTotals());
          assertThat(now.getAttempt()).isGreaterThan(stats.getAttempt());
        });
    assertThat(requireNonNull(before.get("t/0")).getItems().getEvicted()).isPositive();
    assertThat(requireNonNull(before.get("t/0")).getUpdates().getApplied()).isPositive();
  }

  private static void assertSameAnswers(ReplayCluster expected, ReplayCluster actual)
      throws Exception {
    Set<Long> drawn = new HashSet<>();
    for (int request = 10_000; request < 10_040; request++) {
      for (int shard = 0; shard < 4; shard++) {
        expected.request("t", shard, request, 64);
        actual.request("t", shard, request, 64);
      }
    }
    Map<String, Minibatch> answers = new HashMap<>();
    for (Minibatch batch : expected.answers()) {
      answers.put(batch.getShard() + "/" + batch.getRequest(), batch);
    }
    List<Minibatch> others = actual.answers();
    assertThat(others).hasSize(160);
    for (Minibatch other : others) {
      Minibatch batch = requireNonNull(answers.get(other.getShard() + "/" + other.getRequest()));
      assertThat(other.getIds()).isEqualTo(batch.getIds());
      assertThat(other.getSlots()).isEqualTo(batch.getSlots());
      assertThat(other.getProbabilities()).isEqualTo(batch.getProbabilities());
      assertThat(other.getPriorities()).isEqualTo(batch.getPriorities());
      assertThat(other.getTiers()).isEqualTo(batch.getTiers());
      assertThat(other.getColumns()).isEqualTo(batch.getColumns());
      for (long id : ReplayCluster.ids(other)) {
        drawn.add(id);
      }
    }
    // Enough draws to have seen most of the 4,000 items.
    assertThat(drawn).hasSizeGreaterThan(2_000);
  }

  @Test
  void twoCrashesWithoutCheckpoint_feedbackInFlight_hitsNoOtherItem() throws Exception {
    List<Minibatch> inFlight = new ArrayList<>();
    ReplayCluster.Checkpoint checkpoint;
    try (ReplayCluster first = new ReplayCluster(one, 1, 1_000, null)) {
      for (int offset = 0; offset < 20; offset++) {
        first.insert("t", 0, TestRuns.run(offset, 16));
      }
      checkpoint = first.checkpoint();
      for (int offset = 20; offset < 60; offset++) {
        first.insert("t", 0, TestRuns.run(offset, 16));
        first.request("t", 0, offset, 64);
      }
      inFlight.addAll(first.answers());
    }
    try (ReplayCluster second = new ReplayCluster(one, 1, 2_000, checkpoint)) {
      // The inputs come again in another order, and feedback on lost batches between.
      for (int offset = 59; offset >= 40; offset--) {
        second.insert("t", 0, TestRuns.run(offset, 16));
        second.request("t", 0, 1_000 + offset, 64);
        second.send(feedback(second, inFlight.get(offset - 20)));
        inFlight.addAll(second.answers());
        assertOwnValues(second);
      }
    }
    try (ReplayCluster third = new ReplayCluster(one, 1, 3_000, checkpoint)) {
      for (int offset = 30; offset < 60; offset++) {
        third.insert("t", 0, TestRuns.run(offset, 16));
      }
      for (Minibatch batch : inFlight) {
        third.send(feedback(third, batch));
        third.send(feedback(third, batch));
      }
      assertOwnValues(third);

      // More items than fit, then feedback on batches of this attempt that are gone by now.
      third.request("t", 0, 5_000, 64);
      List<Minibatch> own = third.answers();
      Minibatch last = own.get(own.size() - 1);
      for (int offset = 1_000; offset < 1_400; offset++) {
        third.insert("t", 0, TestRuns.run(offset, 16));
      }
      third.send(feedback(third, last));
      assertOwnValues(third);

      var updates = third.newestStats("t/0").getUpdates();
      assertThat(updates.getApplied()).isPositive();
      assertThat(updates.getEarly()).isPositive();
      assertThat(updates.getStale()).isPositive();
      assertThat(updates.getOutOfOrder()).isPositive();
      assertThat(updates.getReceived())
          .isEqualTo(
              updates.getApplied()
                  + updates.getEarly()
                  + updates.getStale()
                  + updates.getOutOfOrder()
                  + updates.getInvalid());
    }
  }

  private static ShardInput feedback(ReplayCluster cluster, Minibatch batch) {
    long[] ids = ReplayCluster.ids(batch);
    float[] values = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      values[i] = TestRuns.initial(ids[i]) + 4;
    }
    return cluster.feedback(batch, values);
  }

  /** Every item drawn has its own initial value or its own feedback. */
  private void assertOwnValues(ReplayCluster cluster) throws Exception {
    assertThat(cluster.answers()).as("taken by the test before").isEmpty();
    for (int i = 0; i < 20; i++) {
      cluster.request("t", 0, nextRequest++, 64);
    }
    for (Minibatch batch : cluster.answers()) {
      long[] ids = ReplayCluster.ids(batch);
      float[] priorities = ReplayCluster.priorities(batch);
      ByteBuffer actions = ReplayCluster.column(batch, "actions");
      for (int i = 0; i < ids.length; i++) {
        assertThat(actions.getLong(8 * i)).isEqualTo(ids[i]);
        float initial = TestRuns.initial(ids[i]);
        assertThat(priorities[i] == initial || priorities[i] == initial + 4)
            .as("id=%d priority=%s initial=%s", ids[i], priorities[i], initial)
            .isTrue();
      }
    }
  }

  @Test
  void restore_tableNoLongerConfigured_isRefusedByName() throws Exception {
    try (ReplayCluster cluster = filled()) {
      ReplayCluster.Checkpoint checkpoint = cluster.checkpoint();

      assertThatThrownBy(() -> new ReplayCluster(onlyU(), 1, 2_000, checkpoint).close())
          .hasStackTraceContaining("table=t");
    }
  }

  @Test
  void restore_otherNumberOfShards_isRefused() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(one, 1, 1_000, null)) {
      ReplayCluster.Checkpoint checkpoint = cluster.checkpoint();

      assertThatThrownBy(() -> new ReplayCluster(four, 1, 2_000, checkpoint).close())
          .hasStackTraceContaining("shards=");
    }
  }

  private static PipelineSpec onlyU() {
    return TestTables.pipeline(TestTables.table("u", 1));
  }

  @Test
  void input_forAShardOfAnotherSubtask_isRefused() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(onlyU(), 1, 1_000, null)) {
      ShardKeys other = new ShardKeys(four.tables(), ReplayCluster.MAX_PARALLELISM);

      assertThatThrownBy(
              () ->
                  cluster.send(
                      new ShardInput.Steps(
                          other.key("t", 0),
                          null,
                          new dev.cairn.replay.StepCounts(1, 0, 0, 0, 0, 0, 0))))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
