package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReplayBatchesTest {

  @Test
  void effectiveSampleSize_oneHeavyItem_small() {
    assertThat(ReplayBatches.effectiveSampleSize(new double[] {0.1, 0.1, 0.1, 0.1}))
        .isCloseTo(1, within(1e-12));
    // weights 2, 1, 1: 16 / (3 * 6)
    assertThat(ReplayBatches.effectiveSampleSize(new double[] {0.25, 0.5, 0.5}))
        .isCloseTo(16.0 / 18, within(1e-12));
    assertThat(ReplayBatches.effectiveSampleSize(new double[] {Double.NaN, Double.NaN}))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void meanVersion_someUnknown_leftOut() {
    assertThat(ReplayBatches.meanVersion(new long[] {-1, 10, 20})).isEqualTo(15);
    assertThat(ReplayBatches.meanVersion(new long[] {-1, -1})).isNaN();
  }
}
