package dev.cairn.replay.importance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MinMaxNormaliserTest {

  @Test
  void importance_scores_arePlacesBetweenTheSmallestAndTheLargestSeen() {
    MinMaxNormaliser normaliser = new MinMaxNormaliser();
    assertThat(normaliser.importance(3)).isZero();
    assertThat(normaliser.importance(5)).isEqualTo(65_535);
    assertThat(normaliser.importance(4)).isEqualTo(32_767);
    assertThat(normaliser.importance(-1)).isZero();
    assertThat(normaliser.importance(2)).isEqualTo(32_767);
    assertThat(normaliser.importance(5)).isEqualTo(65_535);
  }
}
