package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.SamplerSpec.Kind;
import dev.cairn.replay.SamplerSpec.Takes;
import dev.cairn.replay.sampler.EndSampler;
import dev.cairn.replay.sampler.Sampler;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SamplerSpecTest {

  private static SamplerSpec spec(Kind kind, Takes takes, double alpha, double epsilon) {
    String className = kind == Kind.CUSTOM ? "a.B" : "";
    return new SamplerSpec(kind, className, true, true, takes, alpha, epsilon, 0);
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
  void weight_orderIsByAge_isOneWhateverTheValue() {
    assertThat(spec(Kind.FIFO, Takes.PRIORITY, 0.6, 0).weight(0)).isEqualTo(1.0);
    assertThat(spec(Kind.LIFO, Takes.TD_ERROR, 0.6, 1e-6).weight(17)).isEqualTo(1.0);
  }

  @Test
  void weight_orderIsByValue_isTheValueButNeverZeroForATdError() {
    for (Kind kind : new Kind[] {Kind.RANK, Kind.MAX_HEAP, Kind.MIN_HEAP}) {
      SamplerSpec spec = spec(kind, Takes.TD_ERROR, 0.6, 1e-6);
      assertThat(spec.weight(17)).isEqualTo(17.0);
      assertThat(spec.weight(0)).isPositive().isLessThan(spec.weight(Float.MIN_VALUE));
      assertThat(spec(kind, Takes.PRIORITY, 0.6, 0).weight(0)).isZero();
    }
  }

  @Test
  void constructor_mixWithoutWeights_isRefused() {
    for (Kind kind : Kind.values()) {
      String className = kind == Kind.CUSTOM ? "a.B" : "";
      if (kind == Kind.PROPORTIONAL || kind == Kind.RANK) {
        assertThat(new SamplerSpec(kind, true, Takes.TD_ERROR, 1, 1, 0.1).uniformMix())
            .isEqualTo(0.1);
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(
                () -> new SamplerSpec(kind, className, true, true, Takes.TD_ERROR, 1, 1, 0.1))
            .withMessageContaining("uniform_mix=0.1");
      }
    }
  }

  @Test
  void constructor_withoutReplacement_onlyUniform() {
    assertThat(
            new SamplerSpec(Kind.UNIFORM, "", false, false, Takes.TD_ERROR, 1, 1, 0)
                .newSampler()
                .distinct())
        .isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SamplerSpec(Kind.PROPORTIONAL, "", true, false, Takes.TD_ERROR, 1, 1, 0))
        .withMessageContaining("replacement=false");
  }

  /** A sampler as a user may write one. */
  public static final class Newest implements Sampler {
    @Override
    public void draw(
        Items items,
        int n,
        double uniformMix,
        RandomGenerator random,
        int[] slots,
        double[] chances,
        int from) {
      for (int i = from; i < from + n; i++) {
        slots[i] = items.slot(0);
        chances[i] = 1;
      }
    }
  }

  private static SamplerSpec custom(String className) {
    return new SamplerSpec(Kind.CUSTOM, className, true, true, Takes.TD_ERROR, 0.6, 1e-6, 0);
  }

  @Test
  void newSampler_custom_isOfTheNamedClass() {
    assertThat(custom(Newest.class.getName()).newSampler()).isInstanceOf(Newest.class);
  }

  @Test
  void newSampler_customClassThatCannotBeUsed_isRefusedWithItsName() {
    for (String name : new String[] {"no.Such", "java.lang.String", EndSampler.class.getName()}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> custom(name).newSampler())
          .withMessageContaining("class=" + name);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> custom(""))
        .withMessageContaining("class must be given");
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
