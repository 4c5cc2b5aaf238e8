package dev.cairn.replay.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScorerTest {

  @Test
  void reward_severalSteps_sumMaximumOrReturn() {
    GivenItem item = GivenItem.of(-2, 3, -4);
    assertThat(new RewardScorer(false, Aggregate.SUM, 1).atInsert(item)).isEqualTo(-3.0);
    assertThat(new RewardScorer(true, Aggregate.SUM, 1).atInsert(item)).isEqualTo(3.0);
    assertThat(new RewardScorer(false, Aggregate.MAXIMUM, 1).atInsert(item)).isEqualTo(3.0);
    // -2 + 3/2 - 4/4
    assertThat(new RewardScorer(false, Aggregate.RETURN, 0.5).atInsert(item)).isEqualTo(-1.5);
    assertThat(new RewardScorer(true, Aggregate.SUM, 1).atFeedback(7)).isNaN();
  }

  @Test
  void tdError_noValueYet_isUnscored() {
    TdErrorScorer scorer = new TdErrorScorer();
    assertThat(scorer.atInsert(GivenItem.of(5))).isNaN();
    assertThat(scorer.atInsert(new GivenItem(0.25, Double.NaN, new double[] {5}))).isEqualTo(0.25);
    assertThat(scorer.atFeedback(-3)).isEqualTo(3.0);
    assertThat(scorer.isRescored()).isTrue();
  }

  @Test
  void episodeReturn_knownOrNot_isTheEpisodesWhateverTheItemsRewards() {
    EpisodeReturnScorer scorer = new EpisodeReturnScorer();
    assertThat(scorer.atInsert(GivenItem.of(1, 2))).isNaN();
    assertThat(scorer.atInsert(new GivenItem(Double.NaN, 7, new double[] {1, 2}))).isEqualTo(7.0);
  }

  @Test
  void column_notANumber_isNoScore() {
    ColumnScorer scorer = new ColumnScorer(0, Aggregate.MAXIMUM, 1);
    assertThat(scorer.atInsert(GivenItem.rows(new double[] {1}, new double[] {4}))).isEqualTo(4.0);
    assertThat(scorer.atInsert(GivenItem.rows(new double[] {1}, new double[] {Double.NaN})))
        .isNaN();
  }

  @Test
  void uncertainty_probabilitiesAndLogits_entropyInNats() {
    GivenItem even = GivenItem.rows(new double[] {0.25, 0.25, 0.25, 0.25});
    GivenItem sure = GivenItem.rows(new double[] {0, 3, 0, 0});
    GivenItem both = GivenItem.rows(new double[] {1, 1, 1, 1}, new double[] {0, 1, 0, 0});
    UncertaintyScorer scorer = new UncertaintyScorer(0, 4, false);
    assertThat(scorer.atInsert(even)).isCloseTo(Math.log(4), within(1e-12));
    assertThat(scorer.atInsert(sure)).isCloseTo(0, within(1e-12));
    assertThat(scorer.atInsert(both)).isCloseTo(Math.log(4) / 2, within(1e-12));
    assertThat(scorer.atInsert(GivenItem.rows(new double[] {-1, 1, 1, 1}))).isNaN();
    assertThat(scorer.atInsert(GivenItem.rows(new double[] {0, 0, 0, 0}))).isNaN();

    UncertaintyScorer logits = new UncertaintyScorer(0, 2, true);
    double p = 1 / (1 + Math.exp(-3));
    double entropy = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    assertThat(logits.atInsert(GivenItem.rows(new double[] {1_000, 997})))
        .isCloseTo(entropy, within(1e-9));
  }

  @Test
  void density_rareRows_scoreHigherThanCommonOnes() {
    DensityScorer rare = new DensityScorer(0, 8, 12, 1e6, true);
    DensityScorer common = new DensityScorer(0, 8, 12, 1e6, false);
    GivenItem often = GivenItem.rows(gaussian(1));
    for (int i = 0; i < 99; i++) {
      rare.atInsert(often);
      common.atInsert(often);
    }
    GivenItem seldom = GivenItem.rows(gaussian(2));
    assertThat(rare.atInsert(often)).isCloseTo(0.1, within(1e-4));
    assertThat(rare.atInsert(seldom)).isCloseTo(1, within(1e-9));
    assertThat(common.atInsert(often)).isCloseTo(-0.1, within(1e-4));
    assertThat(common.atInsert(seldom)).isCloseTo(-1, within(1e-9));
  }

  @Test
  void density_decay_oldCountsHalve() {
    DensityScorer scorer = new DensityScorer(0, 8, 12, 10, true);
    GivenItem item = GivenItem.rows(gaussian(1));
    GivenItem other = GivenItem.rows(gaussian(2));
    scorer.atInsert(item);
    for (int i = 0; i < 9; i++) {
      scorer.atInsert(other);
    }
    // The first count is 10 items old: worth half.
    assertThat(scorer.atInsert(item)).isCloseTo(1 / Math.sqrt(1.5), within(1e-9));
  }

  @Test
  void density_manyItems_countsStayFiniteAndSurviveARestore() throws IOException {
    DensityScorer scorer = new DensityScorer(0, 8, 6, 1, true);
    for (int i = 0; i < 1_000; i++) {
      scorer.atInsert(GivenItem.rows(gaussian(i % 7)));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    scorer.write(new DataOutputStream(bytes));
    DensityScorer restored = new DensityScorer(0, 8, 6, 1, true);
    restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    for (int i = 0; i < 100; i++) {
      GivenItem item = GivenItem.rows(gaussian(i % 9));
      double score = scorer.atInsert(item);
      assertThat(score).isBetween(0.5, 1.0);
      assertThat(restored.atInsert(item)).isEqualTo(score);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DensityScorer(0, 8, 21, 1, true))
        .withMessageContaining("bits=21");
  }

  private static double[] gaussian(long seed) {
    SplitMix64 random = new SplitMix64(seed);
    double[] row = new double[8];
    for (int i = 0; i < row.length; i++) {
      row[i] = random.nextGaussian();
    }
    return row;
  }
}
