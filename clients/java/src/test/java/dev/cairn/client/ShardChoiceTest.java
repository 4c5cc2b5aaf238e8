package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.schema.Stats;
import dev.cairn.schema.TableTotals;
import dev.cairn.schema.TierTotals;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ShardChoiceTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private static Stats shard(int shard, boolean canSample, TierTotals... tiers) {
    return Published.stats("replay", shard, 3, 1, 0)
        .setShares(List.of(0.7, 0.3))
        .setUniformMix(0.2)
        .setCanSample(canSample)
        .setTotals(
            TableTotals.newBuilder()
                .setInserted(10)
                .setSampled(4)
                .setDeleted(1)
                .setDrawable(0)
                .setMinProbability(0)
                .setTiers(List.of(tiers))
                .build())
        .build();
  }

  private static TierTotals tier(long live, long drawable, double weight, double least) {
    return new TierTotals(live, drawable, weight, least);
  }

  @Test
  void chances_tiersAndMix_followTheFormula() {
    List<Stats> shards =
        List.of(
            shard(0, true, tier(2, 2, 6, 1), tier(10, 10, 5, 0.1)),
            shard(1, true, tier(6, 6, 2, 0.25), tier(0, 0, 0, 0)));
    double[] q = ShardChoice.chances(shards);
    // 0.7 (0.8 6/8 + 0.2 2/8) + 0.3; 0.7 (0.8 2/8 + 0.2 6/8)
    assertThat(q[0]).isCloseTo(0.7 * (0.8 * 0.75 + 0.2 * 0.25) + 0.3, EXACT);
    assertThat(q[1]).isCloseTo(0.7 * (0.8 * 0.25 + 0.2 * 0.75), EXACT);
  }

  @Test
  void chances_tierEmptyTableWide_leavesItsShareToTheOthers() {
    List<Stats> shards =
        List.of(
            shard(0, true, tier(0, 0, 0, 0), tier(1, 1, 1, 1)),
            shard(1, true, tier(0, 0, 0, 0), tier(1, 1, 1, 1)));
    assertThat(ShardChoice.chances(shards)).containsExactly(new double[] {0.5, 0.5}, EXACT);
  }

  @Test
  void chances_shardThatCannotSample_isLeftOut() {
    List<Stats> shards =
        List.of(
            shard(0, false, tier(9, 9, 9, 1), tier(9, 9, 9, 1)),
            shard(1, true, tier(1, 1, 1, 1), tier(1, 1, 1, 1)));
    assertThat(ShardChoice.chances(shards)).containsExactly(new double[] {0, 1}, EXACT);
    assertThat(ShardChoice.draw(shards, new SplittableRandom(3))).isEqualTo(new ShardChoice(1, 1));
  }

  @Test
  void chances_allWeightsZero_countLiveItems() {
    List<Stats> shards =
        List.of(
            shard(0, true, tier(3, 0, 0, 0), tier(0, 0, 0, 0)),
            shard(1, true, tier(1, 0, 0, 0), tier(0, 0, 0, 0)));
    assertThat(ShardChoice.chances(shards)).containsExactly(new double[] {0.75, 0.25}, EXACT);
  }

  @Test
  void draw_noShardCanSample_asksAnyOfThem() {
    List<Stats> shards =
        List.of(
            shard(0, false, tier(0, 0, 0, 0), tier(0, 0, 0, 0)),
            shard(1, false, tier(0, 0, 0, 0), tier(0, 0, 0, 0)));
    SplittableRandom random = new SplittableRandom(5);
    boolean[] asked = new boolean[2];
    for (int i = 0; i < 50; i++) {
      ShardChoice choice = ShardChoice.draw(shards, random);
      asked[choice.shard()] = true;
      assertThat(choice.q()).isEqualTo(0.5);
    }
    assertThat(asked).containsOnly(true);
  }

  @Test
  void totals_ofShards_sumWhatCanBeSampled() {
    List<Stats> shards =
        List.of(
            shard(0, true, tier(2, 2, 6, 1), tier(10, 9, 5, 0.1)),
            shard(1, true, tier(6, 6, 2, 0.25), tier(0, 0, 0, 0)),
            shard(2, false, tier(8, 8, 8, 0.01), tier(0, 0, 0, 0)));
    TableTotals totals = SummedTotals.of(shards);
    assertThat(totals.getInserted()).isEqualTo(30);
    assertThat(totals.getSampled()).isEqualTo(12);
    assertThat(totals.getDeleted()).isEqualTo(3);
    assertThat(totals.getDrawable()).isEqualTo(17);
    assertThat(totals.getTiers()).containsExactly(tier(8, 8, 8, 0.25), tier(10, 9, 5, 0.1));
    // min of 0.7 (0.8 0.25/8 + 0.2/8) = 0.035 and 0.3 (0.8 0.1/5 + 0.2/9) = 0.01146...
    assertThat(totals.getMinProbability()).isCloseTo(0.3 * (0.8 * 0.1 / 5 + 0.2 / 9), EXACT);
  }
}
