package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.sampler.ProportionalSampler;
import dev.cairn.replay.tier.ChiSquare;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.Quota;
import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LawTest {

  private static final LimiterBase NEVER_CHANGED = new LimiterBase(0, 0, 0);
  private static final double[] SHARES = {0.5, 0.3, 0.2};

  /** Weights by shard, tier and item. */
  private static double[][][] weights(SplitMix64 random, int shards) {
    double[][][] weights = new double[shards][SHARES.length][];
    for (double[][] shard : weights) {
      for (int t = 0; t < shard.length; t++) {
        shard[t] = new double[random.nextInt(4) == 0 ? 0 : random.nextInt(6)];
        for (int i = 0; i < shard[t].length; i++) {
          shard[t][i] = random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble(-3, 3));
        }
      }
    }
    return weights;
  }

  private static Totals totals(double[][] tiers) {
    List<Totals.Tier> list = new ArrayList<>();
    for (double[] tier : tiers) {
      long drawable = 0;
      double sum = 0;
      double min = 0;
      for (double weight : tier) {
        if (weight > 0) {
          min = drawable == 0 ? weight : Math.min(min, weight);
          drawable++;
          sum += weight;
        }
      }
      list.add(new Totals.Tier(tier.length, drawable, sum, min));
    }
    return new Totals(100, 10, 1, 0, list);
  }

  private static ShardTotals shard(int number, Totals totals) {
    return new ShardTotals(number, 0, 0, true, NEVER_CHANGED, totals);
  }

  @Test
  void shard_randomTables_productIsTheLaw() {
    SplitMix64 random = new SplitMix64(21);
    for (int run = 0; run < 5_000; run++) {
      double eta = run % 3 == 0 ? 0 : random.nextDouble();
      Law law = new Law(SHARES, eta);
      double[][][] weights = weights(random, 1 + random.nextInt(5));
      List<ShardTotals> shards = new ArrayList<>();
      for (int s = 0; s < weights.length; s++) {
        shards.add(shard(s, totals(weights[s])));
      }
      checkAgainstLaw(law, eta, weights, shards);
    }
  }

  private static void checkAgainstLaw(
      Law law, double eta, double[][][] weights, List<ShardTotals> shards) {
    Totals table = law.table(shards);
    double open = 0;
    for (int t = 0; t < SHARES.length; t++) {
      open += table.tiers().get(t).drawable() > 0 ? SHARES[t] : 0;
    }
    if (open == 0) {
      return;
    }
    double sum = 0;
    double min = 1;
    for (int s = 0; s < weights.length; s++) {
      Law.ShardLaw in = law.shard(shards.get(s).totals(), table);
      for (int t = 0; t < SHARES.length; t++) {
        Totals.Tier mine = shards.get(s).totals().tiers().get(t);
        Totals.Tier all = table.tiers().get(t);
        assertThat(in.drawable()[t]).isEqualTo(mine.drawable());
        for (double w : weights[s][t]) {
          if (w > 0) {
            double expected =
                SHARES[t] / open * ((1 - eta) * w / all.weight() + eta / all.drawable());
            double mix = in.uniformMixes()[t];
            double actual =
                in.q() * in.shares()[t] * ((1 - mix) * w / mine.weight() + mix / mine.drawable());
            assertThat(actual).isCloseTo(expected, within(1e-12 * expected));
            assertThat(law.probability(table, t, w)).isCloseTo(expected, within(1e-12 * expected));
            sum += actual;
            min = Math.min(min, expected);
          }
        }
      }
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
    assertThat(table.minProbability()).isCloseTo(min, within(1e-12 * min));
  }

  @Test
  void minProbability_ofWeightsNotOfRawPriorities_hasAlphaInIt() {
    // One item of abs(TD error) 0 and one of 1, alpha 0.5.
    SamplerSpec sampler =
        new SamplerSpec(
            SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.TD_ERROR, 0.5, 0.01, 0);
    Totals totals = totals(new double[][] {{sampler.weight(0), sampler.weight(1)}, {}, {}});
    double w0 = Math.sqrt(0.01);
    double w1 = Math.sqrt(1.01);
    assertThat(new Law(SHARES, 0).minProbability(totals)).isCloseTo(w0 / (w0 + w1), within(1e-15));
  }

  @Test
  void table_shardThatCannotSample_itsItemsLeaveItsCountersStay() {
    Law law = new Law(SHARES, 0);
    Totals a = totals(new double[][] {{1, 2}, {}, {5}});
    Totals b = totals(new double[][] {{0.5}, {3}, {}});
    Totals table =
        law.table(List.of(shard(0, a), new ShardTotals(1, 0, 0, false, NEVER_CHANGED, b)));
    assertThat(table.drawable()).isEqualTo(3);
    assertThat(table.tiers().get(0)).isEqualTo(new Totals.Tier(2, 2, 3, 1));
    assertThat(table.tiers().get(1)).isEqualTo(new Totals.Tier(0, 0, 0, 0));
    assertThat(table.inserted()).isEqualTo(200);
    assertThat(table.sampled()).isEqualTo(20);
    assertThat(table.deleted()).isEqualTo(2);
    assertThat(law.shard(a, table).q()).isCloseTo(1, within(1e-15));
  }

  @Test
  void table_minWeightOverShards_ignoresEmptyTiers() {
    Law law = new Law(SHARES, 0);
    Totals empty = totals(new double[][] {{}, {}, {}});
    Totals some = totals(new double[][] {{}, {0, 4, 7}, {}});
    for (List<Totals> order : List.of(List.of(empty, some), List.of(some, empty))) {
      Totals table = law.table(List.of(shard(0, order.get(0)), shard(1, order.get(1))));
      assertThat(table.tiers().get(1)).isEqualTo(new Totals.Tier(3, 2, 11, 4));
      assertThat(table.minProbability()).isCloseTo(4.0 / 11, within(1e-15));
    }
    assertThat(law.table(List.of(shard(0, empty))).minProbability()).isZero();
  }

  @Test
  void shard_everyWeightZero_allCountAsOne() {
    Law law = new Law(SHARES, 0.1);
    Totals a = totals(new double[][] {{0, 0}, {0}, {}});
    Totals b = totals(new double[][] {{0}, {}, {}});
    Totals table = law.table(List.of(shard(0, a), shard(1, b)));
    assertThat(Law.isFlat(table)).isTrue();
    assertThat(Law.effective(table).drawable()).isEqualTo(4);
    Law.ShardLaw inA = law.shard(a, table);
    Law.ShardLaw inB = law.shard(b, table);
    // Shares 0.5 and 0.3 rescaled; two thirds of the first tier and all of the second are in a.
    double p0 = 0.5 / 0.8;
    assertThat(inA.q()).isCloseTo(p0 * 2 / 3 + (1 - p0), within(1e-15));
    assertThat(inB.q()).isCloseTo(p0 / 3, within(1e-15));
    assertThat(inA.flat()).isTrue();
    assertThat(inA.drawable()).containsExactly(2, 1, 0);
    assertThat(table.minProbability()).isCloseTo(p0 / 3, within(1e-15));
  }

  @Test
  void shard_everyWeightZeroOfWhatIsNotExcluded_theseCountAsOne() {
    Law law = new Law(SHARES, 0);
    Totals.Tier none = new Totals.Tier(0, 0, 0, 0);
    Totals a = new Totals(9, 0, 0, 0, List.of(new Totals.Tier(5, 0, 0, 0, 3), none, none));
    Totals b = new Totals(9, 0, 0, 0, List.of(new Totals.Tier(4, 0, 0, 0, 4), none, none));
    Totals table = law.table(List.of(shard(0, a), shard(1, b)));
    assertThat(Law.isFlat(table)).isTrue();
    assertThat(Law.effective(table).drawable()).isEqualTo(2);
    assertThat(law.shard(a, table).drawable()).containsExactly(2, 0, 0);
    assertThat(law.shard(b, table).q()).isZero();
    assertThat(table.minProbability()).isEqualTo(0.5);
    assertThat(Law.isFlat(law.table(List.of(shard(0, b))))).as("all excluded").isFalse();
  }

  @Test
  void shard_allItsWeightsZeroButNotTheTables_cannotBeChosen() {
    Law law = new Law(SHARES, 0.1);
    Totals zeros = totals(new double[][] {{0, 0}, {0}, {}});
    Totals ones = totals(new double[][] {{1}, {1}, {}});
    Totals table = law.table(List.of(shard(0, zeros), shard(1, ones)));
    assertThat(law.shard(zeros, table).q()).isZero();
    assertThat(law.shard(zeros, table).flat()).isFalse();
    assertThat(law.shard(ones, table).q()).isCloseTo(1, within(1e-15));
  }

  @Test
  void draw_oldTotalsAndCappedTiers_carriedProbabilityIsTheFrequency() {
    SplitMix64 random = new SplitMix64(22);
    double eta = 0.2;
    Law law = new Law(SHARES, eta);
    double[][][] weights = {
      {{9}, {1, 2, 3, 4, 5, 6, 7, 8}, {0.1, 0.2, 0, 0.4}}, {{1, 1, 2, 3}, {}, {5, 0.5, 7}}
    };
    // What the reader knew when it chose: other masses, in particular a wrong q.
    double[] q = {0.3, 0.7};
    List<ShardTotals> known =
        List.of(shard(0, totals(weights[0])), shard(1, totals(new double[][] {{2}, {3}, {0.1}})));
    Totals table = law.table(known);
    List<Long> observed = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    int batches = 40_000;
    int batch = 8;
    for (int s = 0; s < 2; s++) {
      TierMembers[] tiers = members(weights[s]);
      long[][] counts = new long[3][8];
      double[][] carried = new double[3][8];
      for (int i = 0; i < batches * q[s]; i++) {
        Law.ShardLaw in = law.shard(totals(weights[s]), table);
        Quota quota = Quota.of(batch, in.shares(), in.drawable(), random);
        for (int t = 0; t < 3; t++) {
          int n = quota.counts()[t];
          int[] slots = new int[n];
          double[] chances = new double[n];
          if (n > 0) {
            tiers[t].draw(in.uniformMixes()[t], in.flat(), n, random, slots, chances, 0);
          }
          for (int k = 0; k < n; k++) {
            counts[t][slots[k] % 100]++;
            carried[t][slots[k] % 100] = q[s] * quota.fractions()[t] * chances[k];
          }
        }
      }
      for (int t = 0; t < 3; t++) {
        for (int i = 0; i < 8; i++) {
          if (carried[t][i] > 0) {
            observed.add(counts[t][i]);
            expected.add(carried[t][i] * batches * batch);
          }
        }
      }
    }
    // 12 of shard 0, 7 of shard 1.
    assertThat(observed).hasSize(19);
    assertThat(expected.stream().mapToDouble(e -> e).sum())
        .isCloseTo((double) batches * batch, within(1e-6));
    assertThat(
            ChiSquare.statistic(
                observed.stream().mapToLong(o -> o).toArray(),
                expected.stream().mapToDouble(e -> e).toArray()))
        .isLessThan(ChiSquare.bound(18));
  }

  private static TierMembers[] members(double[][] weights) {
    Positions positions = new Positions();
    TierMembers[] tiers = new TierMembers[weights.length];
    for (int t = 0; t < weights.length; t++) {
      tiers[t] = new TierMembers(positions, true, new ProportionalSampler(true));
      for (int i = 0; i < weights[t].length; i++) {
        tiers[t].add(100 * t + i, weights[t][i], 0, 100L * t + i);
      }
    }
    return tiers;
  }
}
