package dev.cairn.replay.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FixedNormaliserTest {

  @Test
  void importance_scores_areLinearAndClamped() {
    FixedNormaliser normaliser = new FixedNormaliser(-1, 3);
    assertThat(normaliser.importance(-5)).isZero();
    assertThat(normaliser.importance(-1)).isZero();
    assertThat(normaliser.importance(1)).isEqualTo(32_767);
    assertThat(normaliser.importance(3)).isEqualTo(65_535);
    assertThat(normaliser.importance(1e300)).isEqualTo(65_535);
  }

  @Test
  void importance_wholeRangeOfDoubles_doesNotOverflow() {
    FixedNormaliser normaliser = new FixedNormaliser(-Double.MAX_VALUE, Double.MAX_VALUE);
    assertThat(normaliser.importance(0)).isEqualTo(32_767);
    assertThat(normaliser.importance(Double.MAX_VALUE)).isEqualTo(65_535);
  }

  @Test
  void importance_nan_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FixedNormaliser(0, 1).importance(Double.NaN));
  }

  @Test
  void constructor_badRange_isRefused() {
    double[][] bad = {{1, 1}, {2, 1}, {Double.NaN, 1}, {0, Double.POSITIVE_INFINITY}};
    for (double[] range : bad) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new FixedNormaliser(range[0], range[1]))
          .withMessageContaining("low=" + range[0]);
    }
  }
}
