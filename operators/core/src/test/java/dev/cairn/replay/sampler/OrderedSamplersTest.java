package dev.cairn.replay.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranks and ends against a sorted list, at every moment of a random history. */
class OrderedSamplersTest {

  private record Item(int slot, double weight, long order) {}

  private static final Comparator<Item> LARGEST =
      Comparator.comparingDouble(Item::weight).reversed().thenComparingLong(Item::order);

  private interface Check {
    void check(TierMembers tier, List<Item> drawable);
  }

  private static void play(Sampler sampler, Comparator<Item> order, Check check) {
    SplitMix64 random = new SplitMix64(31);
    TierMembers tier = new TierMembers(new Positions(), true, sampler);
    Map<Integer, Item> model = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      int slot = random.nextInt(80);
      // Few values, so that many tie.
      double weight = random.nextInt(10) / 4.0;
      Item held = model.get(slot);
      if (held == null) {
        tier.add(slot, weight, 0, step);
        model.put(slot, new Item(slot, weight, step));
      } else if (random.nextInt(3) == 0) {
        tier.remove(slot);
        model.remove(slot);
      } else {
        tier.reweigh(slot, weight);
        model.put(slot, new Item(slot, weight, held.order()));
      }
      List<Item> drawable = new ArrayList<>(model.values());
      drawable.removeIf(item -> item.weight() == 0);
      drawable.sort(order);
      if (!drawable.isEmpty()) {
        check.check(tier, drawable);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void draw_ends_areThoseOfASortedList(EndSampler.End end) {
    Comparator<Item> order =
        switch (end) {
          case OLDEST -> Comparator.comparingLong(Item::order);
          case NEWEST -> Comparator.comparingLong(Item::order).reversed();
          case LARGEST -> LARGEST;
          case SMALLEST -> Comparator.comparingDouble(Item::weight).thenComparingLong(Item::order);
        };
    play(
        new EndSampler(end),
        order,
        (tier, drawable) -> {
          int n = Math.min(5, drawable.size());
          int[] slots = new int[n];
          double[] chances = new double[n];
          tier.draw(0, false, n, new SplitMix64(1), slots, chances, 0);
          for (int i = 0; i < n; i++) {
            assertThat(slots[i]).isEqualTo(drawable.get(i).slot());
            assertThat(chances[i]).isNaN();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 2})
  void draw_rank_chancesAreThoseOfTheRankAtThatMoment(double alpha) {
    SplitMix64 random = new SplitMix64(7);
    play(
        new RankSampler(alpha, true),
        LARGEST,
        (tier, drawable) -> {
          double sum = 0;
          Map<Integer, Integer> ranks = new HashMap<>();
          for (int rank = 1; rank <= drawable.size(); rank++) {
            ranks.put(drawable.get(rank - 1).slot(), rank);
            sum += Math.pow(rank, -alpha);
          }
          assertThat(tier.weight()).isCloseTo(sum, within(1e-12 * sum));
          assertThat(tier.minWeight()).isEqualTo(Math.pow(drawable.size(), -alpha));
          int[] slots = new int[4];
          double[] chances = new double[4];
          tier.draw(0.25, false, 4, random, slots, chances, 0);
          for (int i = 0; i < 4; i++) {
            double expected =
                0.75 * Math.pow(ranks.getOrDefault(slots[i], 0), -alpha) / sum
                    + 0.25 / drawable.size();
            assertThat(chances[i]).isCloseTo(expected, within(1e-12));
          }
        });
  }

  @Test
  void draw_rankLargestRandomNumber_givesTheLastRankNotBeyond() {
    TierMembers tier = new TierMembers(new Positions(), true, new RankSampler(0.7, true));
    for (int slot = 0; slot < 1000; slot++) {
      tier.add(slot, 1000 - slot, 0, slot);
    }
    int[] slots = new int[1];
    for (double mix : new double[] {0, 0.5}) {
      tier.draw(mix, false, 1, () -> -1L, slots, new double[1], 0);
      assertThat(slots[0]).isEqualTo(999);
    }
    tier.draw(0, false, 1, () -> 0L, slots, new double[1], 0);
    assertThat(slots[0]).isZero();
  }
}
