package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tiers, byte budget and diagnostics of one shard. */
class ReplayShardTest extends OneShard {

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
