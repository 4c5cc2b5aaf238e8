package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import java.util.List;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** How many items tiers hold under feedback, when the TD error of each item stays what it is. */
class TiersByTdErrorTest {

  private static final int ITEMS = 20_000;
  private static final int BATCH = 64;

  @Test
  void feedback_liveRank_aTenthOfTheItemsIsInTheFirstTier() {
    ReplayShard shard = afterFeedback(Tables.BY_LIVE_TD_ERROR);

    // Thresholds 0.9 and 0.6: a tenth, three tenths, the rest.
    assertThat(shard.routing().tiers[0].size()).isBetween(ITEMS * 8 / 100, ITEMS * 12 / 100);
    assertThat(shard.routing().tiers[1].size()).isBetween(ITEMS * 26 / 100, ITEMS * 32 / 100);
  }

  @Test
  void feedback_rankAmongRecentScores_theFirstTierHoldsAFewOfABatch() {
    ReplayShard shard = afterFeedback(Tables.BY_TD_ERROR);

    // Half of each batch comes from the first tier, a tenth of the scores may stay there. What is
    // drawn sets the threshold, which climbs until the tier can fill only a tenth of a batch.
    assertThat(shard.routing().tiers[0].size()).isLessThan(BATCH / 2);
  }

  @Test
  void feedback_mixOfRewardAndTdError_bothDecide() {
    NormaliserSpec toTwo = new NormaliserSpec.Fixed(0, 2);
    ImportanceSpec mix =
        new ImportanceSpec(
            List.of(
                new ImportanceSpec.Part(1, new ScorerSpec.Reward(), toTwo),
                new ImportanceSpec.Part(1, new ScorerSpec.TdError(), toTwo)));
    TableSpec spec = Tables.table(100, Tables.THREE_TIERS, mix, Tables.PROPORTIONAL);
    ReplayShard.Blocks blocks =
        new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
    ReplayShard shard = ReplayShard.create(spec, 0, 1, blocks, 1);
    shard.insert(Runs.of(0, 2, k -> 2 * k, k -> Double.NaN), 1);
    byte[] header = shard.snapshot();
    ReplayShard restored = ReplayShard.restore(spec, 0, blocks, header, 2);

    answer(restored, 0, id -> 2);

    // (0 + 1) / 2 and (1 + 1) / 2: what the reward adds was kept, also over the restore.
    for (int slot = 0; slot < 2; slot++) {
      IndexPage page = restored.routing().index.page(slot);
      assertThat(page.importance(slot) / 65535.0)
          .isCloseTo(page.id(slot) == 0 ? 0.5 : 1, within(1e-4));
    }
  }

  /** Every item was answered some ten times. */
  private static ReplayShard afterFeedback(ImportanceSpec importance) {
    TableSpec spec = Tables.table(2 * ITEMS, Tables.THREE_TIERS, importance, Tables.PROPORTIONAL);
    ReplayShard shard =
        ReplayShard.create(
            spec,
            0,
            1,
            new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore()),
            1);
    for (int i = 0; i < ITEMS; i += 20) {
      shard.insert(Runs.of(i, 20, k -> 0, k -> Double.NaN), 1);
    }
    for (int i = 0; i < 10 * ITEMS / BATCH; i++) {
      answer(shard, i, id -> Math.exp(new SplitMix64(id).nextGaussian()));
    }
    return shard;
  }

  private static void answer(ReplayShard shard, long request, LongToDoubleFunction error) {
    shard.request(new SampleRequest("l", request, BATCH, 1, 0, 10, false), 1);
    DrawnBatch batch = Objects.requireNonNull(shard.poll(1));
    float[] errors = new float[BATCH];
    for (int k = 0; k < BATCH; k++) {
      errors[k] = (float) error.applyAsDouble(batch.ids()[k]);
    }
    shard.update(
        new PriorityUpdates(
            batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), errors, 0, 1),
        1);
  }
}
