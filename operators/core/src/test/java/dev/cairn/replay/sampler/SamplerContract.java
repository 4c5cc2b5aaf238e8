package dev.cairn.replay.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tier.ChiSquare;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Sampler} keeps to, in a tier as the memory has it. Extend it and say how to
 * make one; the class's name must end in {@code Test}.
 */
public abstract class SamplerContract {

  private static final int ITEMS = 60;

  /** A new sampler. */
  protected abstract Sampler newSampler();

  /** The largest uniform mix that it takes; 0 when it does not draw by weight. */
  protected double maxMix() {
    return 0;
  }

  /** Weights that a tier of this sampler can have. */
  protected double weight(SplitMix64 random) {
    return random.nextInt(6) == 0 ? 0 : Math.pow(10, random.nextDouble(-2, 2));
  }

  /** A tier in which much has happened, so that positions and orders are mixed. */
  private TierMembers tier(long seed, Map<Integer, Double> weights) {
    SplitMix64 random = new SplitMix64(seed);
    TierMembers tier = new TierMembers(new Positions(), true, newSampler());
    for (int step = 0; step < 40 * ITEMS; step++) {
      int slot = random.nextInt(ITEMS);
      double weight = weight(random);
      if (!tier.contains(slot)) {
        int other = random.nextInt(ITEMS);
        if (tier.contains(other) && random.nextBoolean()) {
          tier.replace(other, slot, weight, 0, step);
          weights.remove(other);
        } else {
          tier.add(slot, weight, 0, step);
        }
        weights.put(slot, weight);
      } else if (random.nextInt(3) == 0) {
        tier.remove(slot);
        weights.remove(slot);
      } else {
        tier.reweigh(slot, weight);
        weights.put(slot, weight);
      }
    }
    return tier;
  }

  private static int size(TierMembers tier, int wanted, Sampler sampler) {
    return sampler.distinct() ? Math.min(wanted, tier.drawable()) : wanted;
  }

  @Test
  final void draw_afterAnyHistory_givesDrawableItemsOnly() {
    for (int seed = 0; seed < 20; seed++) {
      Map<Integer, Double> weights = new HashMap<>();
      TierMembers tier = tier(seed, weights);
      SplitMix64 random = new SplitMix64(seed);
      for (int wanted : new int[] {1, 2, 7, 64, 300}) {
        int n = size(tier, wanted, newSampler());
        int[] slots = new int[n + 2];
        double[] chances = new double[n + 2];
        Arrays.fill(slots, -7);
        Arrays.fill(chances, -7);
        tier.draw(maxMix() / 2, false, n, random, slots, chances, 1);
        for (int i = 1; i <= n; i++) {
          assertThat(weights.get(slots[i])).as("weight of what was drawn").isPositive();
          assertThat(chances[i] > 0 && chances[i] <= 1 || Double.isNaN(chances[i])).isTrue();
        }
        assertThat(new int[] {slots[0], slots[n + 1]}).containsOnly(-7);
        assertThat(new double[] {chances[0], chances[n + 1]}).containsOnly(-7);
      }
    }
  }

  @Test
  final void draw_distinct_noItemTwice() {
    if (!newSampler().distinct()) {
      return;
    }
    for (int seed = 0; seed < 20; seed++) {
      TierMembers tier = tier(seed, new HashMap<>());
      for (int n = 1; n <= tier.drawable(); n++) {
        int[] slots = new int[n];
        tier.draw(0, false, n, new SplitMix64(n), slots, new double[n], 0);
        assertThat(Arrays.stream(slots).distinct().count()).isEqualTo(n);
      }
    }
  }

  @Test
  final void draw_manyTimes_frequenciesAreTheStatedChances() {
    double[] mixes = maxMix() > 0 ? new double[] {0, maxMix() / 3, maxMix()} : new double[] {0};
    for (double mix : mixes) {
      for (int wanted : new int[] {1, 8, 33}) {
        frequencies(mix, wanted);
      }
    }
  }

  private void frequencies(double mix, int wanted) {
    Map<Integer, Double> weights = new HashMap<>();
    TierMembers tier = tier(wanted, weights);
    int n = size(tier, wanted, newSampler());
    SplitMix64 random = new SplitMix64(1000 + wanted + (long) (mix * 100));
    Map<Integer, Long> observed = new HashMap<>();
    Map<Integer, Double> stated = new HashMap<>();
    int[] slots = new int[n];
    double[] chances = new double[n];
    int batches = 200_000 / n;
    for (int i = 0; i < batches; i++) {
      tier.draw(mix, false, n, random, slots, chances, 0);
      for (int k = 0; k < n; k++) {
        observed.merge(slots[k], 1L, Long::sum);
        Double before = stated.put(slots[k], chances[k]);
        if (Double.isNaN(chances[k])) {
          return; // nothing is random
        }
        assertThat(before == null ? chances[k] : before)
            .as("the chance of an item while nothing changes")
            .isCloseTo(chances[k], within(1e-12));
      }
    }
    assertThat(stated.values().stream().mapToDouble(c -> c).sum())
        .as("all of what is drawable, sooner or later")
        .isCloseTo(1, within(1e-3));
    List<Long> counts = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    double rest = 0;
    long restCount = 0;
    for (Map.Entry<Integer, Double> item : stated.entrySet()) {
      double mean = item.getValue() * batches * n;
      if (mean < 10) {
        rest += mean;
        restCount += observed.getOrDefault(item.getKey(), 0L);
      } else {
        counts.add(observed.getOrDefault(item.getKey(), 0L));
        expected.add(mean);
      }
    }
    if (rest >= 10) {
      counts.add(restCount);
      expected.add(rest);
    }
    double statistic =
        ChiSquare.statistic(
            counts.stream().mapToLong(c -> c).toArray(),
            expected.stream().mapToDouble(e -> e).toArray());
    assertThat(ChiSquare.p(statistic, counts.size() - 1))
        .as("p of mix=%s n=%s", mix, n)
        // Draws that are stratified or distinct spread less than chance does.
        .isGreaterThan(0.001);
    if (n == 1) {
      assertThat(ChiSquare.p(statistic, counts.size() - 1)).isLessThan(0.999);
    }
  }

  @Test
  final void draw_sameGenerator_drawsTheSameAndChangesNothing() {
    TierMembers tier = tier(5, new HashMap<>());
    TierMembers same = tier(5, new HashMap<>());
    int n = size(tier, 20, newSampler());
    SplitMix64 a = new SplitMix64(9);
    SplitMix64 b = new SplitMix64(9);
    for (int i = 0; i < 50; i++) {
      int[] slots = new int[n];
      int[] others = new int[n];
      double[] chances = new double[n];
      double[] otherChances = new double[n];
      tier.draw(0, false, n, a, slots, chances, 0);
      same.draw(0, false, n, b, others, otherChances, 0);
      assertThat(slots).isEqualTo(others);
      assertThat(chances).isEqualTo(otherChances);
      assertThat(tier.weight()).isEqualTo(same.weight());
    }
  }

  @Test
  final void draw_toldOfEveryItemAgain_drawsTheSame() {
    TierMembers tier = tier(6, new HashMap<>());
    TierMembers restored = new TierMembers(new Positions(), true, newSampler());
    for (int position = 0; position < tier.size(); position++) {
      int slot = tier.slotAt(position);
      restored.add(slot, tier.weightOf(slot), 0, tier.orderOf(slot));
    }
    int n = size(tier, 20, newSampler());
    int[] slots = new int[n];
    int[] others = new int[n];
    tier.draw(0, false, n, new SplitMix64(3), slots, new double[n], 0);
    restored.draw(0, false, n, new SplitMix64(3), others, new double[n], 0);
    assertThat(slots).isEqualTo(others);
    assertThat(restored.weight()).isCloseTo(tier.weight(), within(1e-9 * tier.weight()));
    assertThat(restored.minWeight()).isEqualTo(tier.minWeight());
  }

  @Test
  final void weight_ofATier_isPositiveAndItsLeastPartToo() {
    for (int seed = 0; seed < 20; seed++) {
      TierMembers tier = tier(seed, new HashMap<>());
      assertThat(tier.weight()).isPositive().isFinite();
      assertThat(tier.minWeight()).isPositive().isLessThanOrEqualTo(tier.weight());
      double sum = 0;
      for (int position = 0; position < tier.size(); position++) {
        sum += tier.massOf(tier.slotAt(position));
      }
      assertThat(sum).as("masses").isCloseTo(tier.weight(), within(1e-9 * sum));
    }
    TierMembers empty = new TierMembers(new Positions(), true, newSampler());
    assertThat(empty.weight()).isZero();
    assertThat(empty.minWeight()).isZero();
    empty.add(1, 0, 0, 0);
    assertThat(empty.weight()).isZero();
    assertThat(empty.minWeight()).isZero();
  }

  @Test
  final void draw_everyWeightZero_allCountAlikeWhenFlat() {
    TierMembers tier = new TierMembers(new Positions(), true, newSampler());
    for (int slot = 0; slot < 5; slot++) {
      tier.add(slot, 0, 0, slot);
    }
    int[] slots = new int[5];
    double[] chances = new double[5];
    Set<Integer> seen = new HashSet<>();
    SplitMix64 random = new SplitMix64(1);
    for (int i = 0; i < 50; i++) {
      tier.draw(0, true, 5, random, slots, chances, 0);
      Arrays.stream(slots).forEach(seen::add);
      assertThat(chances).containsOnly(0.2);
    }
    assertThat(seen).hasSize(5);
  }
}
