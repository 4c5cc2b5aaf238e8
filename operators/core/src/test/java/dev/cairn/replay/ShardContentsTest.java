package dev.cairn.replay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.sampler.UniformSampler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShardContentsTest {

  private static final long NOW = 1_000_000;

  private final ReplayShard.Blocks blocks =
      new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());

  /** Items 0 to 19 by reward: one in tier 0, two in tier 1, the rest in the last. */
  private static final TableSpec SPEC =
      Tables.table(100, Tables.THREE_TIERS, Tables.BY_REWARD, Tables.PROPORTIONAL);

  private ReplayShard filled() {
    ReplayShard shard = ReplayShard.create(SPEC, 0, 1, blocks, NOW);
    shard.insert(Runs.of(0, 20, k -> k == 0 ? 1 : k < 3 ? 0.7 : 0, k -> 1 + k), NOW - 500);
    return shard;
  }

  @Test
  void tiers_knownItems_haveTheirFigures() {
    ReplayShard shard = filled();
    shard.request(new SampleRequest("a", 1, 1, 1, 0, NOW, true), NOW);
    assertThat(shard.poll(NOW)).as("a peek").isNotNull();

    List<ShardContents.Tier> tiers = ShardContents.of(SPEC, 0, blocks, shard.snapshot()).tiers(NOW);

    assertThat(tiers).extracting(ShardContents.Tier::items).containsExactly(1L, 2L, 17L);
    assertThat(tiers).extracting(ShardContents.Tier::neverSampled).containsExactly(1L, 2L, 17L);
    // obs 12, frames 5, actions 8, rewards 4 bytes a row.
    assertThat(tiers).extracting(ShardContents.Tier::bytes).containsExactly(29L, 58L, 493L);
    assertThat(tiers.get(1).priorities()).containsExactly(2f, 2f, 2f, 2f, 3f, 3f, 3f);
    assertThat(tiers.get(2).agesMs()).containsOnly(500f);
    assertThat(tiers.get(1).policyLags()).containsOnly(0f);
    assertThat(tiers.get(1).weight())
        .isCloseTo(Math.pow(2 + 1e-6, 0.6) + Math.pow(3 + 1e-6, 0.6), within(1e-12));
  }

  @Test
  void top_ofAll_areTheLargestInOrder() {
    ShardContents contents = ShardContents.of(SPEC, 0, blocks, filled().snapshot());

    assertThat(contents.top(3)).extracting(ItemView::id).containsExactly(19L, 18L, 17L);
    assertThat(contents.top(3)).extracting(ItemView::priority).containsExactly(20f, 19f, 18f);
    assertThat(contents.top(100)).hasSize(20);
  }

  @Test
  void forEach_item_hasItsOwnPayload() {
    ShardContents contents = ShardContents.of(SPEC, 0, blocks, filled().snapshot());
    List<Long> ids = new ArrayList<>();

    contents.forEach(
        item -> {
          ids.add(item.id());
          List<DrawnBatch.ColumnData> payload = contents.payload(item.slot());
          assertThat(payload.get(0).data()).isEqualTo(Runs.obs(item.id()));
          assertThat(item.insertedMs()).isEqualTo(NOW - 500);
        });

    assertThat(ids).hasSize(20).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"PROPORTIONAL,true", "RANK,true", "UNIFORM,true", "UNIFORM,false"})
  void effectiveSampleSize_isThatOfALargeBatch(SamplerSpec.Kind kind, boolean replacement) {
    SamplerSpec sampler = sampler(kind, replacement, SamplerSpec.Takes.TD_ERROR, -1);
    TableSpec spec = Tables.table(1_000, Tables.ONE_TIER, Tables.BY_REWARD, sampler);
    ReplayShard shard = ReplayShard.create(spec, 0, 1, blocks, NOW);
    shard.insert(Runs.of(0, 20, k -> 0, k -> 1 + k), NOW);
    double expected = ShardContents.of(spec, 0, blocks, shard.snapshot()).effectiveSampleSize();

    assertThat(expected).isCloseTo(ofBatches(shard, 2_000, 16), within(0.01));
  }

  @Test
  void effectiveSampleSize_overTiers_isThatOfALargeBatch() {
    ReplayShard shard = filled();
    double expected = ShardContents.of(SPEC, 0, blocks, shard.snapshot()).effectiveSampleSize();

    // Quotas of 64 over shares 0.5, 0.3 and 0.2 are 32, 19 and 13.
    assertThat(expected).isCloseTo(ofBatches(shard, 400, 64), within(0.01));
  }

  @ParameterizedTest
  @EnumSource(names = {"FIFO", "LIFO", "MAX_HEAP", "MIN_HEAP", "CUSTOM"})
  void effectiveSampleSize_withoutALaw_isUnknown(SamplerSpec.Kind kind) {
    SamplerSpec sampler = sampler(kind, true, SamplerSpec.Takes.TD_ERROR, -1);
    TableSpec spec = Tables.table(1_000, Tables.ONE_TIER, Tables.BY_REWARD, sampler);
    ReplayShard shard = ReplayShard.create(spec, 0, 1, blocks, NOW);
    shard.insert(Runs.of(0, 20, k -> 0, k -> 1 + k), NOW);

    assertThat(ShardContents.of(spec, 0, blocks, shard.snapshot()).effectiveSampleSize()).isNaN();
    assertThat(sampler.lawless()).isNotEmpty();
  }

  /** All weights are 0, so all items that are not excluded count as 1: a uniform draw of these. */
  @Test
  void effectiveSampleSize_weightsAllZeroAndSomeExcluded_isOfTheOthers() {
    SamplerSpec sampler =
        sampler(SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.PRIORITY, 1);
    TableSpec spec = Tables.table(1_000, Tables.ONE_TIER, Tables.BY_REWARD, sampler);
    ReplayShard shard = ReplayShard.create(spec, 0, 1, blocks, NOW);
    // Policy versions 0, 1, 2 and 3.
    for (int version = 0; version < 4; version++) {
      shard.insert(Runs.of(700 * version + version, 10, k -> 0, k -> 0), NOW);
    }

    ShardContents contents = ShardContents.of(spec, 0, blocks, shard.snapshot());

    assertThat(contents.tiers(NOW)).extracting(ShardContents.Tier::excluded).containsExactly(20L);
    assertThat(contents.tiers(NOW)).extracting(ShardContents.Tier::drawable).containsExactly(0L);
    assertThat(contents.effectiveSampleSize()).isCloseTo(1, within(1e-12));
  }

  /** Of all batches together, by the probabilities that they carry. */
  private static double ofBatches(ReplayShard shard, int batches, int size) {
    double sum = 0;
    double squares = 0;
    for (int request = 0; request < batches; request++) {
      shard.request(new SampleRequest("a", request, size, 1, 0, NOW, false), NOW);
      for (double probability : requireNonNull(shard.poll(NOW)).probabilities()) {
        sum += 1 / probability;
        squares += 1 / (probability * probability);
      }
    }
    return sum * sum / (batches * size * squares);
  }

  private static SamplerSpec sampler(
      SamplerSpec.Kind kind, boolean replacement, SamplerSpec.Takes takes, long maxPolicyLag) {
    String name = kind == SamplerSpec.Kind.CUSTOM ? UniformSampler.class.getName() : "";
    return new SamplerSpec(kind, name, true, replacement, takes, 0.6, 1e-6, 0, maxPolicyLag);
  }

  @Test
  void of_otherThresholdsByNow_showsItemsWhereTheyAre() {
    byte[] header = filled().snapshot();
    TableSpec other =
        Tables.table(
            100,
            List.of(
                new TierSpec(0.99, 0.5, 0.2),
                new TierSpec(0.98, 0.3, 0.3),
                new TierSpec(0, 0.2, 0.5)),
            Tables.BY_REWARD,
            Tables.PROPORTIONAL);

    assertThat(ShardContents.of(other, 0, blocks, header).tiers(NOW))
        .extracting(ShardContents.Tier::items)
        .containsExactly(1L, 2L, 17L);
  }

  @Test
  void ledger_itemsEvictedUnsampledAndDrawsOfEachTier_areCounted() {
    ReplayShard shard = filled();
    shard.request(new SampleRequest("a", 1, 10, 1, 0, NOW, false), NOW);
    assertThat(shard.poll(NOW)).isNotNull();
    ShardStats.Items items = shard.publish(NOW, false).items();

    // A tier gives no more than it has.
    assertThat(items.sampledOf()).containsExactly(1L, 2L, 7L);
    assertThat(items.evictedUnsampled()).isZero();

    shard.insert(Runs.of(100, 20, k -> 0, k -> 1), NOW);
    shard.insert(Runs.of(200, 20, k -> 0, k -> 1), NOW);
    items = shard.publish(NOW, false).items();

    // The last tier holds 50: the 7 oldest of its first 17 items go, those drawn and others.
    assertThat(items.evicted()).isEqualTo(7);
    long drawn = 7 - items.evictedUnsampled();
    assertThat(drawn).isBetween(1L, 6L);
  }
}
