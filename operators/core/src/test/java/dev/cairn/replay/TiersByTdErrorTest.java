package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.random.SplitMix64;
import java.util.Objects;
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
      shard.request(new SampleRequest("l", i, BATCH, 1, 0, 10, false), 1);
      DrawnBatch batch = Objects.requireNonNull(shard.poll(1));
      float[] errors = new float[BATCH];
      for (int k = 0; k < BATCH; k++) {
        errors[k] = (float) Math.exp(new SplitMix64(batch.ids()[k]).nextGaussian());
      }
      shard.update(
          new PriorityUpdates(
              batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), errors, 0, 1),
          1);
    }
    return shard;
  }
}
