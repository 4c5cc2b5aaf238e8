package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayShardTest {

  private static final long NOW = 1_000_000;

  private final ReplayShard.Blocks blocks =
      new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
  private long request;

  private ReplayShard create(TableSpec spec) {
    return ReplayShard.create(spec, 0, 42, blocks, NOW);
  }

  private static TableSpec oneTier(SamplerSpec sampler) {
    return Tables.table(1000, Tables.ONE_TIER, Tables.BY_REWARD, sampler);
  }

  /** Items with these initial values; NaN for none. Rewards are 0. */
  private static void insert(ReplayShard shard, long firstId, double... initial) {
    shard.insert(Runs.of(firstId, initial.length, k -> 0, k -> initial[k]), NOW);
  }

  private DrawnBatch draw(ReplayShard shard, int items) {
    DrawnBatch batch = tryDraw(shard, items);
    if (batch == null) {
      throw new AssertionError("no answer: " + shard.publish(NOW, false).reason());
    }
    return batch;
  }

  private @Nullable DrawnBatch tryDraw(ReplayShard shard, int items) {
    shard.request(new SampleRequest("a", request++, items, 1, 0, NOW + 1000, false), NOW);
    return shard.poll(NOW);
  }

  private static void update(ReplayShard shard, DrawnBatch batch, int item, double value) {
    update(shard, batch, batch.slots()[item], batch.ids()[item], value);
  }

  private static void update(ReplayShard shard, DrawnBatch batch, int slot, long id, double value) {
    shard.update(
        new PriorityUpdates(
            batch.attempt(),
            batch.sequence(),
            new int[] {slot},
            new long[] {id},
            new float[] {(float) value},
            -1,
            NOW),
        NOW);
  }

  private static float value(ReplayShard shard, long id) {
    ItemIndex index = shard.routing().index;
    for (int slot = 0; slot < index.slots(); slot++) {
      IndexPage page = index.page(slot);
      if (index.holds(slot) && page.id(slot & IndexPage.MASK) == id) {
        return page.value(slot & IndexPage.MASK);
      }
    }
    throw new AssertionError("not held: id=" + id);
  }

  private static ShardStats.Updates updates(ReplayShard shard) {
    return shard.publish(NOW, false).updates();
  }

  // Bugs of published code, one by one.

  @Test
  void insert_newItem_alphaIsAppliedOnce() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 16);
    insert(shard, 10, Double.NaN);
    double w = Math.pow(16 + 1e-6, 0.6);
    assertThat(shard.publish(NOW, false).totals().tiers().get(0).weight())
        .isCloseTo(2 * w, within(1e-9));
  }

  @Test
  void insert_newItem_maximumIsNotRounded() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 2.75);
    insert(shard, 10, Double.NaN);
    assertThat(value(shard, 10)).isEqualTo(2.75f);
  }

  @Test
  void insert_nothingHasAValueOfItsOwn_newItemHasOne() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, Double.NaN);
    assertThat(value(shard, 1)).isEqualTo(1);
    insert(shard, 10, 0.5);
    insert(shard, 20, Double.NaN);
    assertThat(value(shard, 20)).as("inherited values do not count").isEqualTo(0.5f);
  }

  @Test
  void update_spike_leavesTheMaximumAgain() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 0.25);
    DrawnBatch batch = draw(shard, 1);
    update(shard, batch, 0, 100);
    insert(shard, 10, Double.NaN, Double.NaN);
    assertThat(value(shard, 10)).isEqualTo(100);
    batch = draw(shard, 64);
    int spiked = Arrays.stream(batch.ids()).boxed().toList().indexOf(1L);
    assertThat(spiked).isNotNegative();
    update(shard, batch, spiked, 0.5);
    insert(shard, 20, Double.NaN);
    assertThat(value(shard, 20)).isEqualTo(0.5f);
  }

  @Test
  void update_spikesItemIsEvicted_leavesTheMaximumAgain() {
    ReplayShard shard =
        create(Tables.table(4, Tables.ONE_TIER, Tables.BY_REWARD, Tables.PROPORTIONAL));
    insert(shard, 1, 100, 0.5, Double.NaN, Double.NaN);
    insert(shard, 10, Double.NaN);
    assertThat(value(shard, 10)).isEqualTo(100);
    insert(shard, 20, Double.NaN);
    assertThat(value(shard, 20)).isEqualTo(0.5f);
  }

  @Test
  void update_nanTdError_changesNothing() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 1, 2);
    double weight = shard.publish(NOW, false).totals().tiers().get(0).weight();
    DrawnBatch batch = draw(shard, 2);
    update(shard, batch, 0, Double.NaN);
    update(shard, batch, 1, Double.POSITIVE_INFINITY);
    assertThat(shard.publish(NOW, false).totals().tiers().get(0).weight()).isEqualTo(weight);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(2, 0, 0, 0, 0, 2));
  }

  @Test
  void insert_nanReward_isRefusedWhole() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    Run run = Runs.of(1, 3, k -> k == 2 ? Double.NaN : 0, k -> 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shard.insert(run, NOW))
        .withMessageContaining("reward=NaN");
    assertThat(shard.publish(NOW, false).items().created()).isZero();
    assertThat(shard.publish(NOW, false).heldBytes()).isZero();
  }

  @Test
  void draw_everyItemOften_firstAndLastAmongThem() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    double[] values = new double[50];
    Arrays.setAll(values, k -> k + 1);
    insert(shard, 1, values);
    Set<Long> drawn = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      for (long id : draw(shard, 64).ids()) {
        drawn.add(id);
      }
    }
    assertThat(drawn).hasSize(50);
  }

  @Test
  void draw_priorityOfZero_isNeverDrawn() {
    ReplayShard shard = create(oneTier(Tables.PRIORITIES));
    insert(shard, 1, 1e-30, 0, 1e6, 0);
    for (int i = 0; i < 200; i++) {
      for (long id : draw(shard, 64).ids()) {
        assertThat(id).isIn(1L, 3L);
      }
    }
    assertThat(shard.publish(NOW, false).totals().drawable()).isEqualTo(2);
  }

  @Test
  void draw_allPrioritiesAreZero_allCountAsOne() {
    ReplayShard shard = create(oneTier(Tables.PRIORITIES));
    insert(shard, 1, 0, 0, 0, 0);
    DrawnBatch batch = draw(shard, 64);
    assertThat(Arrays.stream(batch.ids()).distinct().count()).isEqualTo(4);
    assertThat(batch.probabilities()).containsOnly(0.25);
  }

  @Test
  void draw_stratified_oneItemInEachPartOfTheMass() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    double[] ones = new double[64];
    Arrays.fill(ones, 1);
    insert(shard, 1, ones);
    assertThat(Arrays.stream(draw(shard, 64).ids()).distinct().count()).isEqualTo(64);
  }

  @Test
  void update_slotHoldsAnotherItem_isStale() {
    ReplayShard shard =
        create(Tables.table(2, Tables.ONE_TIER, Tables.BY_REWARD, Tables.PROPORTIONAL));
    insert(shard, 1, 1, 1);
    DrawnBatch batch = draw(shard, 2);
    insert(shard, 10, 3, 3);
    ItemIndex index = shard.routing().index;
    assertThat(Arrays.stream(batch.slots()).filter(index::holds).count())
        .as("slots taken again")
        .isPositive();
    update(shard, batch, 0, 77);
    update(shard, batch, 1, 77);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(2, 0, 2, 0, 0, 0));
    assertThat(value(shard, 10)).isEqualTo(3);
    assertThat(value(shard, 11)).isEqualTo(3);
  }

  @Test
  void publish_partlyFilledTable_smallestWeightIsThatOfAnItem() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 4, 9);
    Totals totals = shard.publish(NOW, false).totals();
    double w4 = Math.pow(4 + 1e-6, 0.6);
    double w9 = Math.pow(9 + 1e-6, 0.6);
    assertThat(totals.tiers().get(0).minWeight()).isEqualTo(w4);
    assertThat(totals.minProbability()).isCloseTo(w4 / (w4 + w9), within(1e-12));
  }

  @Test
  void draw_lastStepOfAnEpisode_terminatedAndTruncatedStayApart() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    insert(shard, 3, 1);
    insert(shard, 7, 1);
    DrawnBatch batch = draw(shard, 32);
    for (int i = 0; i < 32; i++) {
      byte[] terminateds = column(batch, "terminateds");
      byte[] truncateds = column(batch, "truncateds");
      assertThat(terminateds[i]).isEqualTo((byte) (batch.ids()[i] == 3 ? 1 : 0));
      assertThat(truncateds[i]).isEqualTo((byte) (batch.ids()[i] == 7 ? 1 : 0));
    }
  }

  private static byte[] column(DrawnBatch batch, String name) {
    for (DrawnBatch.ColumnData column : batch.columns()) {
      if (column.name().equals(name)) {
        return column.data();
      }
    }
    throw new AssertionError("no such column: name=" + name);
  }

  // Order of feedback.

  @Test
  void update_olderBatchAfterNewer_isOutOfOrder() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 1);
    DrawnBatch first = draw(shard, 1);
    DrawnBatch second = draw(shard, 1);
    update(shard, second, 0, 2);
    update(shard, first, 0, 9);
    update(shard, second, 0, 2);
    assertThat(value(shard, 1)).isEqualTo(2);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(3, 1, 0, 0, 2, 0));
  }

  @Test
  void update_idTwiceInABatch_largerValueStaysWhateverTheOrder() {
    for (double[] values : new double[][] {{3, 5}, {5, 3}}) {
      ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
      insert(shard, 1, 1);
      DrawnBatch batch = draw(shard, 2);
      update(shard, batch, 0, values[0]);
      update(shard, batch, 1, -values[1]);
      assertThat(value(shard, 1)).isEqualTo(5);
    }
  }

  @Test
  void update_batchThatWasNeverDrawn_doesNotShutOutLaterOnes() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 1);
    DrawnBatch batch = draw(shard, 1);
    for (long[] order :
        new long[][] {{NOW + 1, 0}, {Long.MAX_VALUE, 0}, {NOW, 1}, {NOW, -1}, {5, 1L << 40}}) {
      shard.update(
          new PriorityUpdates(
              order[0], order[1], batch.slots(), batch.ids(), new float[] {50}, -1, NOW),
          NOW);
    }
    update(shard, batch, 0, 2);
    assertThat(value(shard, 1)).isEqualTo(2);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(6, 1, 0, 0, 0, 5));
  }

  @Test
  void update_negativePriority_isInvalid() {
    ReplayShard shard = create(oneTier(Tables.PRIORITIES));
    insert(shard, 1, 1);
    DrawnBatch batch = draw(shard, 1);
    update(shard, batch, 0, -1);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(1, 0, 0, 0, 0, 1));
  }

  // Requests.

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

  // Tiers.

  @Test
  void insert_byTdErrorWithoutValue_startsInTierZero() {
    ReplayShard shard =
        create(Tables.table(100, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL));
    insert(shard, 1, Double.NaN);
    insert(shard, 10, 1);
    List<Totals.Tier> tiers = shard.publish(NOW, false).totals().tiers();
    assertThat(tiers.stream().map(Totals.Tier::live)).containsExactly(1L, 0L, 1L);
  }

  @Test
  void update_promotionIntoFullTier_tieNeverDisplaces() {
    ImportanceSpec fixed =
        ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.Fixed(0, 1));
    ReplayShard shard = create(Tables.table(10, Tables.THREE_TIERS, fixed, Tables.PROPORTIONAL));
    // Tier 0 holds 2, tier 1 holds 3.
    insert(shard, 1, 0.95, 0.95, 0.7, 0.7, 0.7, 0.1);
    DrawnBatch batch = draw(shard, 64);
    int low = Arrays.stream(batch.ids()).boxed().toList().indexOf(6L);
    update(shard, batch, low, 0.95);
    assertThat(tierOf(shard, 6)).as("more than the least of tier 1").isEqualTo(1);
    assertThat(tierOf(shard, 3)).as("the oldest of the least").isEqualTo(2);
    DrawnBatch next = draw(shard, 64);
    int again = Arrays.stream(next.ids()).boxed().toList().indexOf(6L);
    update(shard, next, again, 0.95);
    assertThat(tierOf(shard, 6)).isEqualTo(1);
    ShardStats.Items items = shard.publish(NOW, false).items();
    assertThat(items.promoted()).isEqualTo(1);
    assertThat(items.demoted()).isEqualTo(1);
    assertThat(items.promotionRefused()).isEqualTo(1);
  }

  private static int tierOf(ReplayShard shard, long id) {
    ItemIndex index = shard.routing().index;
    for (int slot = 0; slot < index.slots(); slot++) {
      if (index.holds(slot) && index.page(slot).id(slot & IndexPage.MASK) == id) {
        return index.page(slot).tier(slot & IndexPage.MASK);
      }
    }
    return -1;
  }

  @Test
  void update_slightlyBelowTheThreshold_staysByHysteresis() {
    ImportanceSpec fixed =
        ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.Fixed(0, 1));
    ReplayShard shard = create(Tables.table(100, Tables.THREE_TIERS, fixed, Tables.PROPORTIONAL));
    insert(shard, 1, 0.95);
    update(shard, draw(shard, 1), 0, 0.881);
    assertThat(tierOf(shard, 1)).isZero();
    update(shard, draw(shard, 1), 0, 0.879);
    assertThat(tierOf(shard, 1)).isEqualTo(1);
    // 0.59 is above 0.6 - 0.02, and so is not below what tier 1 keeps.
    update(shard, draw(shard, 1), 0, 0.59);
    assertThat(tierOf(shard, 1)).isEqualTo(1);
    update(shard, draw(shard, 1), 0, 0.1);
    assertThat(tierOf(shard, 1)).isEqualTo(2);
  }

  // Items of old policies.

  private static SamplerSpec bounded(long maxPolicyLag) {
    return new SamplerSpec(
        SamplerSpec.Kind.PROPORTIONAL,
        "",
        true,
        true,
        SamplerSpec.Takes.TD_ERROR,
        0.6,
        1e-6,
        0,
        maxPolicyLag);
  }

  /** One item of an id whose run has that policy version. */
  private static void insertOfPolicy(ReplayShard shard, long id, long version) {
    Run run = Runs.of(id, 1, k -> 0, k -> 1);
    shard.insert(
        new Run(
            version,
            run.episode(),
            run.firstStep(),
            run.steps(),
            run.terminated(),
            run.truncated(),
            run.payload(),
            run.ids(),
            run.rows(),
            run.lengths(),
            run.initial()),
        NOW);
  }

  private static void feedback(ReplayShard shard, DrawnBatch batch, long version) {
    shard.update(
        new PriorityUpdates(
            batch.attempt(),
            batch.sequence(),
            new int[] {batch.slots()[0]},
            new long[] {batch.ids()[0]},
            new float[] {1},
            version,
            NOW),
        NOW);
  }

  @Test
  void draw_policyMoreThanTheBoundBehindFeedback_isNotDrawnAndLeavesN() {
    ReplayShard shard = create(oneTier(bounded(10)));
    insertOfPolicy(shard, 1, 5);
    insertOfPolicy(shard, 2, 6);
    insertOfPolicy(shard, 3, -1);
    DrawnBatch batch = draw(shard, 3);
    assertThat(batch.totals().drawable()).isEqualTo(3);
    feedback(shard, batch, 16);
    batch = draw(shard, 64);
    assertThat(Arrays.stream(batch.ids()).distinct()).containsExactlyInAnyOrder(2L, 3L);
    assertThat(batch.totals().drawable()).isEqualTo(2);
    assertThat(batch.totals().tiers().get(0).live()).isEqualTo(3);
    assertThat(batch.totals().tiers().get(0).excluded()).isEqualTo(1);
    assertThat(batch.probabilities()).containsOnly(0.5);
  }

  @Test
  void draw_feedbackOnAnExcludedItem_leavesItExcluded() {
    ReplayShard shard = create(oneTier(bounded(0)));
    insertOfPolicy(shard, 1, 5);
    DrawnBatch first = draw(shard, 1);
    insertOfPolicy(shard, 2, 6);
    feedback(shard, draw(shard, 64), 6);
    update(shard, first, 0, 9);
    assertThat(value(shard, 1)).isEqualTo(9);
    assertThat(Arrays.stream(draw(shard, 64).ids()).distinct()).containsExactly(2L);
  }

  @Test
  void insert_oneWrongVersionBeforeAnyFeedback_raisesTheLargestByTheBoundOnly() {
    ReplayShard shard = create(oneTier(bounded(10)));
    insertOfPolicy(shard, 1, 5);
    insertOfPolicy(shard, 2, 1_000_000);
    assertThat(shard.publish(NOW, false).maxPolicyVersion()).isEqualTo(15);
    assertThat(shard.publish(NOW, false).totals().drawable()).isEqualTo(2);
  }

  @Test
  void restore_bound_excludesTheSameAndLiftedTakesAllBack() {
    ReplayShard shard = create(oneTier(bounded(10)));
    for (int i = 0; i < 40; i++) {
      insertOfPolicy(shard, 1 + 2 * i, i);
    }
    feedback(shard, draw(shard, 1), 30);
    assertThat(shard.publish(NOW, false).totals().drawable()).isEqualTo(20);
    byte[] header = shard.snapshot();
    ReplayShard same = ReplayShard.restore(oneTier(bounded(10)), 0, blocks, header, NOW);
    assertThat(same.publish(NOW, false).totals()).isEqualTo(shard.publish(NOW, false).totals());
    assertThat(draw(same, 20).ids()).isEqualTo(draw(shard, 20).ids());
    ReplayShard lifted = ReplayShard.restore(oneTier(bounded(-1)), 0, blocks, header, NOW);
    assertThat(lifted.publish(NOW, false).totals().drawable()).isEqualTo(40);
    ReplayShard wider = ReplayShard.restore(oneTier(bounded(20)), 0, blocks, header, NOW);
    assertThat(wider.poll(NOW)).isNull();
    assertThat(wider.publish(NOW, false).totals().drawable()).isEqualTo(30);
  }

  @Test
  void sweep_manyItems_isDoneInBoundedSteps() {
    ReplayShard shard = create(Tables.table(5000, Tables.ONE_TIER, Tables.BY_REWARD, bounded(1)));
    for (int i = 0; i < 30; i++) {
      insert(shard, 7 * (1 + 100L * i), new double[100]);
    }
    feedback(shard, draw(shard, 1), 50);
    long after = shard.publish(NOW, false).totals().drawable();
    assertThat(after).isEqualTo(3000 - 1024);
    DrawnBatch batch = draw(shard, 64);
    assertThat(batch.totals().drawable()).isEqualTo(3000 - 2048);
    shard.poll(NOW);
    assertThat(tryDraw(shard, 1)).as("all are excluded").isNull();
  }

  // Bytes.

  @Test
  void insert_byteBudget_holdsWhatIsReallyHeld() {
    long budget = 100_000;
    TableSpec spec =
        Tables.table(
            100_000,
            budget,
            Tables.THREE_TIERS,
            Tables.BY_REWARD,
            Tables.UNIFORM,
            TableSpec.Overflow.DEMOTE,
            Tables.NO_PACE);
    MapBlockStore segments = (MapBlockStore) blocks.segments();
    ReplayShard shard = create(spec);
    for (int i = 0; i < 2000; i++) {
      int salt = i;
      shard.insert(
          Runs.of(i * 20L, 12, k -> ((salt * 12 + k) * 7919 % 1000) / 1000.0, k -> 1), NOW);
      ShardStats stats = shard.publish(NOW, false);
      assertThat(stats.heldBytes()).isLessThanOrEqualTo(budget);
      assertThat(segments.bytes()).isLessThanOrEqualTo(stats.heldBytes());
      assertThat(stats.items().created()).isEqualTo(stats.items().live() + stats.items().evicted());
    }
    ShardStats stats = shard.publish(NOW, false);
    assertThat(stats.liveBytes() * Routing.ROOM_FOR_DEAD).isBetween(budget * 0.95, budget * 1.0);
    assertThat(stats.totals().tiers().get(2).live()).as("last tier evicts").isZero();
    PayloadChecks.check(shard.routing(), segments);
  }

  @Test
  void insert_runLargerThanTheByteBudget_isCutDown() {
    TableSpec spec =
        Tables.table(
            1000,
            1000,
            Tables.ONE_TIER,
            Tables.BY_REWARD,
            Tables.UNIFORM,
            TableSpec.Overflow.DEMOTE,
            Tables.NO_PACE);
    ReplayShard shard = create(spec);
    insert(shard, 1, new double[200]);
    ShardStats stats = shard.publish(NOW, false);
    // 9 + 46 for the run and 33 an item: 18 take 649, 19 would be over 1000 / 1.5.
    assertThat(stats.items().live()).isEqualTo(18);
    assertThat(stats.items().evicted()).isEqualTo(182);
    assertThat(stats.heldBytes()).isEqualTo(stats.liveBytes()).isLessThanOrEqualTo(667);
    for (long id : draw(shard, 64).ids()) {
      assertThat(id).as("the newest").isGreaterThan(182);
    }
  }

  // Diagnostics.

  @Test
  void publish_afterFeedback_hasLatencyLagAndEffectiveSampleSize() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    insert(shard, 14, 1, 1);
    DrawnBatch batch = draw(shard, 2);
    shard.update(
        new PriorityUpdates(
            batch.attempt(),
            batch.sequence(),
            batch.slots(),
            batch.ids(),
            new float[] {1, 2},
            30,
            NOW - 7),
        NOW);
    ShardStats stats = shard.publish(NOW, true);
    assertThat(stats.feedbackMsP50()).isEqualTo(7);
    assertThat(stats.feedbackMsP99()).isEqualTo(7);
    assertThat(stats.policyLag()).isEqualTo(30);
    assertThat(stats.maxPolicyVersion()).isEqualTo(30);
    assertThat(stats.effectiveSampleSize()).isCloseTo(1, within(1e-6));
    assertThat(stats.tierDetails().get(0).priorityQuantiles()).startsWith(1).endsWith(2).hasSize(7);
  }

  @Test
  void insert_malformedRun_isRefused() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    Run good = Runs.of(1, 2, k -> 0, k -> 1);
    Run shortPayload = withPayload(good, Arrays.copyOf(good.payload(), good.payload().length - 1));
    assertThatIllegalArgumentException().isThrownBy(() -> shard.insert(shortPayload, NOW));
    Run badInitial = Runs.of(1, 2, k -> 0, k -> -1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shard.insert(badInitial, NOW))
        .withMessageContaining("initial=-1.0");
    assertThat(shard.publish(NOW, false).items().created()).isZero();
  }

  private static Run withPayload(Run run, byte[] payload) {
    return new Run(
        run.policyVersion(),
        run.episode(),
        run.firstStep(),
        run.steps(),
        run.terminated(),
        run.truncated(),
        payload,
        run.ids(),
        run.rows(),
        run.lengths(),
        run.initial());
  }
}
