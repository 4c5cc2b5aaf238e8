package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TierBoundsTest {

  private static TierBounds bounds(double... thresholds) {
    List<TierSpec> tiers =
        IntStream.rangeClosed(0, thresholds.length)
            .mapToObj(
                t ->
                    new TierSpec(
                        t < thresholds.length ? thresholds[t] : 0,
                        1.0 / (thresholds.length + 1),
                        1.0 / (thresholds.length + 1)))
            .toList();
    return new TierBounds(Tables.table(999, tiers, Tables.BY_REWARD, Tables.UNIFORM), 0);
  }

  private static int units(double r) {
    return (int) Math.floor(r * 65535);
  }

  @Test
  void home_atTheThreshold_isTheBetterTier() {
    TierBounds bounds = bounds(0.9, 0.6);
    // 0.9 * 65535 = 58981.5; 0.6 * 65535 = 39321.
    assertThat(bounds.home(58982)).isZero();
    assertThat(bounds.home(58981)).isEqualTo(1);
    assertThat(bounds.home(39321)).isEqualTo(1);
    assertThat(bounds.home(39320)).isEqualTo(2);
    assertThat(bounds.home(0)).isEqualTo(2);
    assertThat(bounds.home(65535)).isZero();
  }

  @Test
  void demoted_defaultThresholds_hysteresisIsTwoHundredths() {
    TierBounds bounds = bounds(0.9, 0.6);
    assertThat(bounds.demoted(0, units(0.8801))).isZero();
    assertThat(bounds.demoted(0, units(0.8799))).isEqualTo(1);
    assertThat(bounds.demoted(0, units(0.5801))).isEqualTo(1);
    assertThat(bounds.demoted(0, units(0.5799))).isEqualTo(2);
    assertThat(bounds.demoted(2, 0)).isEqualTo(2);
  }

  @Test
  void demoted_closeThresholds_hysteresisIsAQuarterOfTheGap() {
    TierBounds bounds = bounds(0.64, 0.6, 0.04);
    assertThat(bounds.demoted(0, units(0.6301))).isZero();
    assertThat(bounds.demoted(0, units(0.6299))).isEqualTo(1);
    // Below the last threshold there is 0: a quarter of 0.04.
    assertThat(bounds.demoted(2, units(0.0301))).isEqualTo(2);
    assertThat(bounds.demoted(2, units(0.0299))).isEqualTo(3);
  }

  @Test
  void unscored_anyTable_countsAsTheFirstThreshold() {
    assertThat(bounds(0.9, 0.6).unscored()).isEqualTo(58982);
    assertThat(bounds().unscored()).isEqualTo(65535);
    assertThat(bounds().home(0)).isZero();
  }

  @Test
  void capacity_sharesThatDoNotDivide_restGoesToTheLastTier() {
    TierBounds bounds =
        new TierBounds(Tables.table(17, Tables.THREE_TIERS, Tables.BY_REWARD, Tables.UNIFORM), 0);
    assertThat(List.of(bounds.capacity(0), bounds.capacity(1), bounds.capacity(2)))
        .containsExactly(3, 5, 9);
  }
}
