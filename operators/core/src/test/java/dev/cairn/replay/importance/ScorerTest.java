package dev.cairn.replay.importance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScorerTest {

  @Test
  void reward_insertAndFeedback_onlyTheRewardCounts() {
    assertThat(new RewardScorer(false).atInsert(-2, 7)).isEqualTo(-2.0);
    assertThat(new RewardScorer(true).atInsert(-2, 7)).isEqualTo(2.0);
    assertThat(new RewardScorer(true).atFeedback(7)).isNaN();
  }

  @Test
  void tdError_noValueYet_isUnscored() {
    assertThat(new TdErrorScorer().atInsert(5, Double.NaN)).isNaN();
    assertThat(new TdErrorScorer().atInsert(5, 0.25)).isEqualTo(0.25);
    assertThat(new TdErrorScorer().atFeedback(-3)).isEqualTo(3.0);
  }
}
