package dev.cairn.replay.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.sampler.ProportionalSampler;
import dev.cairn.replay.sampler.Sampler;
import dev.cairn.replay.sampler.UniformSampler;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TierDrawTest {

  private static final RandomGenerator LARGEST = () -> -1L;

  private enum Kind {
    STRATIFIED(new ProportionalSampler(true)),
    INDEPENDENT(new ProportionalSampler(false)),
    UNIFORM(new UniformSampler());

    final Sampler sampler;

    Kind(Sampler sampler) {
      this.sampler = sampler;
    }
  }

  private static TierMembers tier(Kind kind, double... weights) {
    TierMembers tier = new TierMembers(new Positions(), true, kind.sampler);
    for (int slot = 0; slot < weights.length; slot++) {
      tier.add(slot, weights[slot], 0, slot);
    }
    return tier;
  }

  private static int[] draw(TierMembers tier, double mix, int n, RandomGenerator random) {
    int[] slots = new int[n];
    tier.draw(mix, false, n, random, slots, new double[n], 0);
    return slots;
  }

  @ParameterizedTest
  @CsvSource({
    "STRATIFIED, 0, 1", "STRATIFIED, 0.3, 1", "INDEPENDENT, 0, 1", "INDEPENDENT, 0.3, 1",
    "UNIFORM, 0, 1", "STRATIFIED, 0.1, 64", "INDEPENDENT, 0.1, 64", "STRATIFIED, 0.9, 7"
  })
  void draw_everyRule_frequenciesAreTheStatedChances(Kind kind, double mix, int n) {
    double[] weights = new double[50];
    for (int slot = 0; slot < weights.length; slot++) {
      weights[slot] = slot % 7 == 0 ? 0 : slot * slot + 1;
    }
    TierMembers tier = tier(kind, weights);
    SplitMix64 random = new SplitMix64(n + (long) (mix * 100));
    int[] slots = new int[n];
    double[] chances = new double[n];
    long[] observed = new long[weights.length];
    int draws = 300_000 / n * n;
    for (int i = 0; i < draws / n; i++) {
      tier.draw(mix, false, n, random, slots, chances, 0);
      for (int k = 0; k < n; k++) {
        observed[slots[k]]++;
        assertThat(chances[k]).isCloseTo(chance(weights, slots[k], kind, mix), within(1e-15));
      }
    }
    long[] counts = new long[42];
    double[] expected = new double[42];
    int cells = 0;
    for (int slot = 0; slot < weights.length; slot++) {
      if (weights[slot] == 0) {
        assertThat(observed[slot]).as("slot of weight 0").isZero();
      } else {
        counts[cells] = observed[slot];
        expected[cells++] = draws * chance(weights, slot, kind, mix);
      }
    }
    assertThat(cells).isEqualTo(42);
    assertThat(ChiSquare.statistic(counts, expected)).isLessThan(ChiSquare.bound(41));
  }

  private static double chance(double[] weights, int slot, Kind kind, double mix) {
    long drawable = Arrays.stream(weights).filter(w -> w > 0).count();
    double sum = Arrays.stream(weights).sum();
    return kind == Kind.UNIFORM ? 1.0 / drawable : (1 - mix) * weights[slot] / sum + mix / drawable;
  }

  @Test
  void draw_stratified_takesOneInEachPart() {
    double[] weights = new double[512];
    Arrays.fill(weights, 0.7);
    TierMembers tier = tier(Kind.STRATIFIED, weights);
    SplitMix64 random = new SplitMix64(1);
    for (int round = 0; round < 20; round++) {
      int[] slots = draw(tier, 0, 512, random);
      // Independent draws would hit about 324 different ones.
      assertThat(Arrays.stream(slots).distinct().count()).isGreaterThanOrEqualTo(510);
    }
  }

  @Test
  void draw_stratifiedWithMix_bothPartsAreStratified() {
    double[] weights = new double[256];
    Arrays.fill(weights, 1);
    int[] slots = draw(tier(Kind.STRATIFIED, weights), 0.5, 512, new SplitMix64(2));
    int[] times = new int[256];
    for (int slot : slots) {
      times[slot]++;
    }
    assertThat(times).containsOnly(2);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void draw_largestRandomNumber_givesTheLastDrawable(Kind kind) {
    TierMembers tier = tier(kind, 1, 1, 1, 0, 1e-9, 0);
    for (double mix : new double[] {0, 0.5}) {
      int last = tier.slotAt(tier.drawable() - 1);
      int[] slots = draw(tier, mix, 1_000_000, LARGEST);
      assertThat(slots[999_999]).isEqualTo(last);
      assertThat(slots).doesNotContain(3, 5);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void draw_allWeightsZero_countAsOneWhenFlat(Kind kind) {
    TierMembers tier = tier(kind, 0, 0, 0, 0);
    SplitMix64 random = new SplitMix64(4);
    assertThatIllegalStateException().isThrownBy(() -> draw(tier, 0, 1, random));
    int[] slots = new int[40_000];
    double[] chances = new double[40_000];
    tier.draw(0.2, true, 40_000, random, slots, chances, 0);
    long[] observed = new long[4];
    for (int slot : slots) {
      observed[slot]++;
    }
    double[] expected = {10_000, 10_000, 10_000, 10_000};
    assertThat(ChiSquare.statistic(observed, expected)).isLessThan(ChiSquare.bound(3));
    assertThat(chances).containsOnly(0.25);
  }

  @Test
  void draw_sameGeneratorState_drawsTheSame() {
    TierMembers tier = tier(Kind.STRATIFIED, 1, 2, 3, 4, 5);
    SplitMix64 random = new SplitMix64(9);
    draw(tier, 0.1, 10, random);
    SplitMix64 restored = new SplitMix64(random.state());
    assertThat(draw(tier, 0.1, 100, restored)).isEqualTo(draw(tier, 0.1, 100, random));
  }

  @Test
  void draw_offset_fillsOnlyItsPart() {
    int[] slots = new int[6];
    Arrays.fill(slots, -7);
    double[] chances = new double[6];
    tier(Kind.STRATIFIED, 1).draw(0, false, 3, new SplitMix64(1), slots, chances, 2);
    assertThat(slots).containsExactly(-7, -7, 0, 0, 0, -7);
    assertThat(chances).containsExactly(0, 0, 1, 1, 1, 0);
  }
}
