package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepPrioritiesTest {

  private static final boolean[] ALL = {true, true, true, true};

  @Test
  void of_tdErrors_mixesMaximumAndMeanOfAbsoluteValues() {
    float[] values = {1, -3, 2, 0};
    // 0.9 x 3 + 0.1 x (6 / 4) = 2.85
    assertThat(StepPriorities.of(values, ALL, 0, 4, true)).isEqualTo(2.85f);
    // 0.9 x 2 + 0.1 x (2 / 2) = 1.9
    assertThat(StepPriorities.of(values, ALL, 2, 4, true)).isEqualTo(1.9f);
  }

  @Test
  void of_stepsThatDoNotCount_areNotLookedAt() {
    float[] values = {Float.NaN, 1, 2, Float.POSITIVE_INFINITY};
    boolean[] counts = {false, true, true, false};
    // 0.9 x 2 + 0.1 x 1.5 = 1.95
    assertThat(StepPriorities.of(values, counts, 0, 4, true)).isEqualTo(1.95f);
    assertThat(StepPriorities.of(values, counts, 3, 4, true)).isNaN();
  }

  @Test
  void of_aStepThatCountsIsBad_isNoValue() {
    assertThat(StepPriorities.of(new float[] {1, Float.NaN, 1, 1}, ALL, 0, 4, true)).isNaN();
    assertThat(StepPriorities.of(new float[] {1, -1, 1, 1}, ALL, 0, 4, false)).isNaN();
    assertThat(StepPriorities.of(new float[] {1, Float.NEGATIVE_INFINITY, 1, 1}, ALL, 0, 4, true))
        .isNaN();
  }

  @Test
  void of_oneStep_isItsValue() {
    assertThat(StepPriorities.of(new float[] {0.5f}, ALL, 0, 1, false)).isEqualTo(0.5f);
  }
}
