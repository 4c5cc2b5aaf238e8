package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.SamplerSpec.Kind;
import dev.cairn.replay.SamplerSpec.Takes;
import dev.cairn.replay.tier.DrawRule;
import org.junit.jupiter.api.Test;

class SamplerSpecTest {

  private static SamplerSpec spec(Kind kind, Takes takes, double alpha, double epsilon) {
    return new SamplerSpec(kind, true, takes, alpha, epsilon, 0);
  }

  @Test
  void weight_tdError_alphaIsAppliedOnce() {
    SamplerSpec spec = spec(Kind.PROPORTIONAL, Takes.TD_ERROR, 0.6, 1e-6);
    assertThat(spec.weight(2)).isEqualTo(Math.pow(2 + 1e-6, 0.6));
    assertThat(spec.weight(0)).isCloseTo(Math.pow(1e-6, 0.6), within(1e-18));
    // The maximum, as for a new item, must come out as the same item's own feedback would.
    assertThat(spec.weight(Math.max(0.5, 2))).isEqualTo(spec.weight(2));
  }

  @Test
  void weight_priority_zeroMeansNever() {
    SamplerSpec spec = spec(Kind.PROPORTIONAL, Takes.PRIORITY, 0.5, 0);
    assertThat(spec.weight(0)).isZero();
    assertThat(spec.weight(-0.0)).isZero();
    assertThat(spec.weight(9)).isEqualTo(3.0);
    assertThat(spec(Kind.PROPORTIONAL, Takes.PRIORITY, 0, 0).weight(0)).isZero();
    assertThat(spec(Kind.PROPORTIONAL, Takes.PRIORITY, 0, 0).weight(5)).isEqualTo(1.0);
  }

  @Test
  void weight_extremeValues_arePositiveAndFinite() {
    SamplerSpec steep = spec(Kind.PROPORTIONAL, Takes.PRIORITY, 10, 0);
    assertThat(steep.weight(Double.MIN_VALUE)).isPositive();
    assertThat(steep.weight(1e300)).isEqualTo(steep.weight(1e6)).isFinite();
  }

  @Test
  void weight_uniform_isOne() {
    assertThat(spec(Kind.UNIFORM, Takes.TD_ERROR, 0.6, 1e-6).weight(17)).isEqualTo(1.0);
  }

  @Test
  void weight_badValue_isRefused() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1}) {
      for (Kind kind : Kind.values()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> spec(kind, Takes.TD_ERROR, 0.6, 1e-6).weight(value))
            .withMessageContaining("value=" + value);
      }
    }
  }

  @Test
  void drawRule_kinds_areTranslated() {
    assertThat(spec(Kind.UNIFORM, Takes.TD_ERROR, 1, 1).drawRule(0.5, true))
        .isEqualTo(new DrawRule(DrawRule.Kind.UNIFORM, 0.5, true));
    assertThat(spec(Kind.PROPORTIONAL, Takes.TD_ERROR, 1, 1).drawRule(0, false).kind())
        .isEqualTo(DrawRule.Kind.STRATIFIED);
    assertThat(
            new SamplerSpec(Kind.PROPORTIONAL, false, Takes.TD_ERROR, 1, 1, 0)
                .drawRule(0, false)
                .kind())
        .isEqualTo(DrawRule.Kind.INDEPENDENT);
  }

  @Test
  void constructor_badNumbers_areRefused() {
    for (double bad : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY, 11}) {
      refused(bad, 1e-6, 0, "alpha=" + bad);
    }
    for (double bad : new double[] {-0.1, 0, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(0.6, bad, 0, "epsilon=" + bad);
    }
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      refused(0.6, 1e-6, bad, "uniform_mix=" + bad);
    }
  }

  private static void refused(double alpha, double epsilon, double mix, String part) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SamplerSpec(Kind.PROPORTIONAL, true, Takes.TD_ERROR, alpha, epsilon, mix))
        .withMessageContaining(part);
  }
}
