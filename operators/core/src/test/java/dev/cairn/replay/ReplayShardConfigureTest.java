package dev.cairn.replay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Changes of a shard's configuration while it holds items. */
class ReplayShardConfigureTest {

  private static final long NOW = 1_000_000;

  private MapBlockStore segments = new MapBlockStore();
  private MapBlockStore fixed = new MapBlockStore();
  private MapBlockStore changing = new MapBlockStore();
  private long nextId = 1;
  private long nextRequest;

  private final TableSpec spec =
      Tables.table(
          1_000,
          1 << 20,
          Tables.THREE_TIERS,
          Tables.BY_REWARD,
          Tables.PROPORTIONAL,
          TableSpec.Overflow.DEMOTE,
          Tables.NO_PACE);

  private ReplayShard.Blocks blocks() {
    return new ReplayShard.Blocks(segments, fixed, changing);
  }

  private ReplayShard created(TableSpec of) {
    return ReplayShard.create(of, 0, 5, blocks(), NOW);
  }

  private ReplayShard filled(int items) {
    ReplayShard shard = created(spec);
    insert(shard, items);
    return shard;
  }

  private void insert(ReplayShard shard, int items) {
    SplittableRandom random = new SplittableRandom(nextId);
    for (int i = 0; i < items; i += 10) {
      double[] rewards = random.doubles(10).toArray();
      double[] values = random.doubles(10).map(v -> 3 * v * v).toArray();
      shard.insert(Runs.of(nextId, 10, k -> rewards[k], k -> values[k]), NOW);
      nextId += 11;
    }
  }

  private static TableSpec withAlpha(TableSpec of, double alpha, double eta) {
    return of.with(
        of.capacityItems(),
        of.capacityBytes(),
        of.tiers(),
        of.sampler().with(alpha, eta),
        of.limiter());
  }

  private static TableSpec withTiers(TableSpec of, TierSpec... tiers) {
    return of.with(
        of.capacityItems(), of.capacityBytes(), List.of(tiers), of.sampler(), of.limiter());
  }

  private static TableSpec withCapacity(TableSpec of, long items, long bytes) {
    return of.with(items, bytes, of.tiers(), of.sampler(), of.limiter());
  }

  private @Nullable DrawnBatch draw(ReplayShard shard, int items) {
    shard.request(new SampleRequest("a", nextRequest++, items, 1, 0, NOW, false), NOW);
    return shard.poll(NOW);
  }

  @Test
  void configure_alpha_everyWeightAndProbabilityFollows() {
    ReplayShard shard = filled(900);
    TableSpec changed = withAlpha(spec, 1.3, 0.2);
    shard.configure(changed);
    PlacementChecks.check(shard, changed, segments);
    DrawnBatch batch = requireNonNull(draw(shard, 64));
    Routing routing = shard.routing();
    for (int i = 0; i < 64; i++) {
      TierMembers tier = routing.tiers[batch.tiers()[i]];
      double w = tier.weightOf(batch.slots()[i]);
      double inside = 0.8 * w / tier.weight() + 0.2 / tier.drawable();
      double quota = new int[] {32, 19, 13}[batch.tiers()[i]] / 64.0;
      assertThat(batch.probabilities()[i]).isCloseTo(quota * inside, within(1e-12));
    }
  }

  @Test
  void configure_shares_nextBatchHasTheNewQuota() {
    ReplayShard shard = filled(900);
    shard.configure(
        withTiers(
            spec,
            new TierSpec(0.9, 0.25, 0.2),
            new TierSpec(0.6, 0.25, 0.3),
            new TierSpec(0, 0.5, 0.5)));
    DrawnBatch batch = requireNonNull(draw(shard, 64));
    int[] counts = new int[3];
    for (byte tier : batch.tiers()) {
      counts[tier]++;
    }
    assertThat(counts).containsExactly(16, 16, 32);
  }

  @Test
  void configure_capacityShrinks_evictsByTheRuleAndCounts() {
    ReplayShard shard = filled(1_000);
    long before = shard.routing().ledger.evicted;
    int live = shard.routing().index.size();
    TableSpec changed = withCapacity(spec, 100, 1 << 20);
    shard.configure(changed);
    PlacementChecks.check(shard, changed, segments);
    assertThat(shard.routing().index.size()).isEqualTo(100);
    assertThat(shard.routing().ledger.evicted - before).isEqualTo(live - 100);
    // Tier 0 keeps the 20 most important of all: about 100 of 1,000 rewards lie above 0.9.
    int least = shard.routing().tiers[0].victim();
    assertThat(shard.routing().index.page(least).importance(least & IndexPage.MASK) / 65_535.0)
        .isGreaterThan(0.95);
    insert(shard, 200);
    PlacementChecks.check(shard, changed, segments);
  }

  @Test
  void configure_bytesShrink_evictsUntilTheyFit() {
    ReplayShard shard = filled(1_000);
    TableSpec changed = withCapacity(spec, 1_000, 12_000);
    shard.configure(changed);
    assertThat(shard.routing().payload.heldBytes()).isLessThanOrEqualTo(12_000);
    assertThat(shard.routing().index.size()).isBetween(50, 400);
    assertThat(shard.routing().ledger.evicted).isPositive();
  }

  @Test
  void configure_capacityGrows_nothingGoesAndMoreFits() {
    ReplayShard shard = filled(1_000);
    long evicted = shard.routing().ledger.evicted;
    TableSpec changed = withCapacity(spec, 5_000, 1 << 24);
    shard.configure(changed);
    insert(shard, 900);
    PlacementChecks.check(shard, changed, segments);
    assertThat(shard.routing().ledger.evicted).isEqualTo(evicted);
  }

  @Test
  void configure_thresholdsFallAndRise_itemsMoveBothWays() {
    ReplayShard shard = filled(600);
    long promoted = shard.routing().ledger.promoted;
    TableSpec low =
        withTiers(
            spec,
            new TierSpec(0.7, 0.5, 0.4),
            new TierSpec(0.2, 0.3, 0.4),
            new TierSpec(0, 0.2, 0.2));
    shard.configure(low);
    PlacementChecks.check(shard, low, segments);
    assertThat(shard.routing().ledger.promoted - promoted).isGreaterThan(100);
    long demoted = shard.routing().ledger.demoted;
    TableSpec high =
        withTiers(
            spec,
            new TierSpec(0.95, 0.5, 0.2),
            new TierSpec(0.8, 0.3, 0.2),
            new TierSpec(0, 0.2, 0.6));
    shard.configure(high);
    PlacementChecks.check(shard, high, segments);
    assertThat(shard.routing().ledger.demoted - demoted).isGreaterThan(100);
    assertThat(shard.routing().index.size()).isEqualTo(600);
  }

  @Test
  void restore_otherThresholdsAndCapacities_itemsMoveAsConfigureMovesThem() {
    ReplayShard shard = filled(600);
    byte[] header = shard.snapshot();
    TableSpec changed =
        withTiers(
            spec,
            new TierSpec(0.7, 0.5, 0.3),
            new TierSpec(0.2, 0.3, 0.4),
            new TierSpec(0, 0.2, 0.3));
    ReplayShard restored = ReplayShard.restore(changed, 0, blocks(), header, NOW);
    shard.configure(changed);
    PlacementChecks.check(restored, changed, segments);
    assertThat(restored.routing().ledger.promoted).isEqualTo(shard.routing().ledger.promoted);
    assertThat(restored.routing().ledger.demoted).isEqualTo(shard.routing().ledger.demoted);
    for (int slot = 0; slot < shard.routing().index.slots(); slot++) {
      int at = slot & IndexPage.MASK;
      assertThat(restored.routing().index.page(slot).tier(at))
          .isEqualTo(shard.routing().index.page(slot).tier(at));
    }
  }

  @Test
  void configure_thresholdOfUnscoredItems_countsAsTheNewOne() {
    TableSpec byError =
        Tables.table(1_000, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);
    ReplayShard shard = created(byError);
    shard.insert(Runs.of(1, 10, k -> 0, k -> Double.NaN), NOW);
    TableSpec changed =
        withTiers(
            byError,
            new TierSpec(0.8, 0.5, 0.2),
            new TierSpec(0.6, 0.3, 0.3),
            new TierSpec(0, 0.2, 0.5));
    shard.configure(changed);
    byte[] header = shard.snapshot();
    for (ReplayShard each :
        List.of(shard, ReplayShard.restore(changed, 0, blocks(), header, NOW))) {
      int slot = each.routing().tiers[0].victim();
      IndexPage page = each.routing().index.page(slot);
      assertThat(each.routing().tiers[0].size()).isEqualTo(10);
      assertThat(page.importance(slot & IndexPage.MASK))
          .isEqualTo(new TierBounds(changed, 0).unscored());
    }
  }

  @Test
  void configure_randomly_invariantsHoldAndRestoreIsTheSame() {
    SplittableRandom random = new SplittableRandom(20_261_121);
    ReplayShard shard = filled(500);
    for (int run = 0; run < 200; run++) {
      double high = 0.3 + random.nextDouble(0.65);
      double low = random.nextDouble(high - 0.05) + 0.01;
      double first = 0.1 + random.nextDouble(0.4);
      double second = 0.1 + random.nextDouble(0.3);
      TableSpec changed =
          withAlpha(
              withCapacity(
                  withTiers(
                      spec,
                      new TierSpec(high, 0.5, first),
                      new TierSpec(low, 0.3, second),
                      new TierSpec(0, 0.2, 1 - first - second)),
                  50 + random.nextInt(1_000),
                  40_000 + random.nextInt(400_000)),
              random.nextDouble(2),
              0.1);
      shard.configure(changed);
      PlacementChecks.check(shard, changed, segments);
      insert(shard, 10 * random.nextInt(20));
      if (run % 10 == 0) {
        byte[] header = shard.snapshot();
        ReplayShard restored = ReplayShard.restore(changed, 0, blocks(), header, NOW);
        assertThat(restored.publish(NOW, false).totals())
            .isEqualTo(shard.publish(NOW, false).totals());
        shard = restored;
      }
    }
  }

  @Test
  void configure_anythingElse_isRefusedAndNothingChanges() {
    ReplayShard shard = filled(100);
    List<TableSpec> others = new ArrayList<>();
    others.add(withTiers(spec, new TierSpec(0, 1, 1)));
    others.add(Tables.table(1_000, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL));
    others.add(Tables.table(1_000, Tables.THREE_TIERS, Tables.BY_REWARD, Tables.UNIFORM));
    for (TableSpec other : others) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> shard.configure(other))
          .withMessageContaining("restart with the new configuration");
    }
    PlacementChecks.check(shard, spec, segments);
  }

  @Test
  void clear_evictsEverythingWithItsReason() {
    ReplayShard shard = filled(700);
    shard.clear();
    ShardStats.Items items = shard.publish(NOW, false).items();
    assertThat(items.live()).isZero();
    assertThat(items.evicted()).isEqualTo(items.created());
    assertThat(items.cleared()).isEqualTo(items.created()).isEqualTo(700);
    assertThat(draw(shard, 1)).isNull();
    insert(shard, 300);
    PlacementChecks.check(shard, spec, segments);
    byte[] header = shard.snapshot();
    assertThat(ReplayShard.restore(spec, 0, blocks(), header, NOW).publish(NOW, false).items())
        .isEqualTo(shard.publish(NOW, false).items());
  }
}
