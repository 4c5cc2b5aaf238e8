package dev.cairn.replay.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QuotaTest {

  private static final double[] DEFAULT = {0.5, 0.3, 0.2};
  private static final long[] PLENTY = {1_000, 1_000, 1_000};

  private static int[] counts(int batch, double[] shares, long... drawable) {
    return Quota.of(batch, shares, drawable, () -> fail()).counts();
  }

  private static long fail() {
    throw new AssertionError("no randomness is needed here");
  }

  @Test
  void of_defaultShares_knownSplits() {
    assertThat(counts(64, DEFAULT, PLENTY)).containsExactly(32, 19, 13);
    assertThat(counts(10, DEFAULT, PLENTY)).containsExactly(5, 3, 2);
    assertThat(counts(100, DEFAULT, PLENTY)).containsExactly(50, 30, 20);
    // floor gives 1, 0 -> 1, 0 -> 1.
    assertThat(counts(3, DEFAULT, PLENTY)).containsExactly(1, 1, 1);
    // 2, 1, 0 -> 1.
    assertThat(counts(4, DEFAULT, PLENTY)).containsExactly(2, 1, 1);
    // 2, 1, 1 and one over: B p_t - n_t = 0.5, 0.5, 0: a tie goes to the more important.
    assertThat(counts(5, DEFAULT, PLENTY)).containsExactly(3, 1, 1);
  }

  @Test
  void of_floorOfAlmostWhole_isTheWhole() {
    // 0.1 + 0.2 = 0.30000000000000004 and 10 * 0.29999999999999993 would floor to 2.
    assertThat(counts(10, new double[] {0.7000000000000001, 0.29999999999999993}, 99, 99))
        .containsExactly(7, 3);
  }

  @Test
  void of_tinyShare_stillGetsOne() {
    assertThat(counts(64, new double[] {0.998, 0.001, 0.001}, PLENTY)).containsExactly(62, 1, 1);
  }

  @Test
  void of_tooManyOnes_takesFromTheMostOver() {
    // floor: 2 (2.0), 1 (1.2), 0.4 -> 1, 0.4 -> 1: 5 of 4; the last two are most over, but have 1.
    assertThat(counts(4, new double[] {0.5, 0.3, 0.1, 0.1}, 9, 9, 9, 9))
        .containsExactly(1, 1, 1, 1);
    // floor: 2 (2.25), 2 (2.25), 0.25 -> 1, 0.25 -> 1: 6 of 5; the first two are tied: the more
    // important keeps its own.
    assertThat(counts(5, new double[] {0.45, 0.45, 0.05, 0.05}, 9, 9, 9, 9))
        .containsExactly(2, 1, 1, 1);
  }

  @Test
  void of_emptyTier_leavesAndSharesAreRescaled() {
    assertThat(counts(50, DEFAULT, 1_000, 0, 1_000)).containsExactly(36, 0, 14);
    assertThat(counts(7, DEFAULT, 0, 0, 1)).containsExactly(0, 0, 7);
  }

  @Test
  void of_tierWithFewItems_isCappedAndTheRestSplitAgain() {
    Quota quota = Quota.of(64, DEFAULT, new long[] {1, 1_000, 1_000}, () -> fail());
    // 63 over 0.6 and 0.4: 37.8, 25.2.
    assertThat(quota.counts()).containsExactly(1, 38, 25);
    assertThat(quota.fractions()).containsExactly(1 / 64.0, 38 / 64.0, 25 / 64.0);
    // The second is capped only after the first has given its places away.
    assertThat(counts(64, DEFAULT, 1, 30, 1_000)).containsExactly(1, 30, 33);
  }

  @Test
  void of_allTiersCapped_usesTheUncappedSplit() {
    assertThat(counts(64, DEFAULT, 3, 3, 3)).containsExactly(32, 19, 13);
    assertThat(counts(9, DEFAULT, 3, 3, 3)).containsExactly(3, 3, 3);
    assertThat(counts(4, new double[] {1}, 1)).containsExactly(4);
  }

  @Test
  void of_batchBelowTiers_drawsTiersByTheirShares() {
    SplitMix64 random = new SplitMix64(6);
    long[] observed = new long[3];
    for (int i = 0; i < 50_000; i++) {
      Quota quota = Quota.of(2, DEFAULT, PLENTY, random);
      assertThat(Arrays.stream(quota.counts()).sum()).isEqualTo(2);
      assertThat(quota.fractions()).containsExactly(DEFAULT);
      for (int t = 0; t < 3; t++) {
        observed[t] += quota.counts()[t];
      }
    }
    double[] expected = {50_000, 30_000, 20_000};
    assertThat(ChiSquare.statistic(observed, expected)).isLessThan(ChiSquare.bound(2));
  }

  @Test
  void of_batchBelowTiersLargestRandomNumber_staysWithinOpenTiers() {
    Quota quota = Quota.of(1, new double[] {0.5, 0.2, 0.2, 0.1}, new long[] {5, 5, 5, 0}, () -> -1);
    assertThat(quota.counts()).containsExactly(0, 0, 1, 0);
    assertThat(quota.fractions()[0]).isCloseTo(0.5 / 0.9, within(1e-15));
  }

  @Test
  void of_randomShares_alwaysBAndAtLeastOneAndNeverStarved() {
    SplitMix64 random = new SplitMix64(8);
    for (int i = 0; i < 100_000; i++) {
      int tiers = 1 + random.nextInt(6);
      double[] shares = new double[tiers];
      long[] drawable = new long[tiers];
      int open = 0;
      long items = 0;
      for (int t = 0; t < tiers; t++) {
        shares[t] = Math.pow(10, random.nextDouble(-6, 0));
        drawable[t] = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(1 << random.nextInt(12));
        open += drawable[t] > 0 ? 1 : 0;
        items += drawable[t];
      }
      if (open == 0) {
        continue;
      }
      int batch = open + random.nextInt(200);
      Quota quota = Quota.of(batch, shares, drawable, () -> fail());
      assertThat(Arrays.stream(quota.counts()).sum()).isEqualTo(batch);
      assertThat(Arrays.stream(quota.fractions()).sum()).isCloseTo(1, within(1e-12));
      for (int t = 0; t < tiers; t++) {
        if (drawable[t] == 0) {
          assertThat(quota.counts()[t]).isZero();
        } else {
          assertThat(quota.counts()[t]).isPositive();
          assertThat(items < batch || quota.counts()[t] <= drawable[t]).isTrue();
        }
      }
    }
  }

  @Test
  void of_nothingToSplit_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> counts(0, DEFAULT, PLENTY));
    assertThatIllegalArgumentException().isThrownBy(() -> counts(1, DEFAULT, 0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> counts(1, new double[] {Double.NaN}, 1));
  }

  @Test
  void distinct_fewerItemsThanTiers_givesEachItsShareAndNoneTwo() {
    SplitMix64 random = new SplitMix64(3);
    double[] shares = {0.7, 0.2, 0.05, 0.05};
    // 2 x 0.7 is more than one place: the first always has one, the rest share the other.
    double[] expected = {0.5, 0.5 * 0.2 / 0.3, 0.5 * 0.05 / 0.3, 0.5 * 0.05 / 0.3};
    long[] seen = new long[4];
    int batches = 100_000;
    for (int i = 0; i < batches; i++) {
      Quota quota = Quota.distinct(2, shares, new long[] {1, 1, 1, 1}, random);
      assertThat(quota.fractions()).containsExactly(expected, within(1e-12));
      assertThat(Arrays.stream(quota.counts()).sum()).isEqualTo(2);
      for (int t = 0; t < 4; t++) {
        assertThat(quota.counts()[t]).isBetween(0, 1);
        seen[t] += quota.counts()[t];
      }
    }
    for (int t = 0; t < 4; t++) {
      assertThat(seen[t] / (2.0 * batches)).isCloseTo(expected[t], within(0.005));
    }
  }

  @Test
  void distinct_largestRandomNumberOverSharesThatSumToLess_stillGivesEveryPlace() {
    for (int tiers = 2; tiers < 50; tiers++) {
      double[] shares = new double[tiers];
      long[] drawable = new long[tiers];
      Arrays.fill(shares, 1.0 / tiers);
      Arrays.fill(drawable, 1);
      int[] expected = new int[tiers];
      expected[tiers - 1] = 1;
      assertThat(Quota.distinct(1, shares, drawable, () -> -1).counts()).isEqualTo(expected);
    }
  }

  @Test
  void distinct_tooFewDrawable_isRefused() {
    assertThat(Quota.distinct(4, DEFAULT, new long[] {1, 0, 3}, () -> fail()).counts())
        .containsExactly(1, 0, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.distinct(5, DEFAULT, new long[] {1, 0, 3}, () -> fail()))
        .withMessageContaining("items=5");
  }
}
