package dev.cairn.replay.tier;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.sampler.ProportionalSampler;
import dev.cairn.replay.sampler.RankSampler;
import dev.cairn.replay.sampler.Sampler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TierMembersTest {

  private record Entry(double weight, int importance, long order, boolean excluded) {

    Entry(double weight, int importance, long order) {
      this(weight, importance, order, false);
    }

    double drawn() {
      return excluded ? 0 : weight;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void operations_random_agreeWithNaiveModel(boolean byImportance) {
    SplitMix64 random = new SplitMix64(19);
    Positions positions = new Positions();
    TierMembers[] tiers = {
      new TierMembers(positions, byImportance, new ProportionalSampler(true)),
      new TierMembers(positions, byImportance, new ProportionalSampler(true))
    };
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map<Integer, Entry>[] models = new Map[] {new HashMap<>(), new HashMap<>()};
    for (int step = 0; step < 100_000; step++) {
      int slot = random.nextInt(60);
      int t = random.nextInt(2);
      operate(tiers, models, t, slot, step, random);
      check(tiers[t], models[t], byImportance);
    }
    assertThat(models[0]).isNotEmpty();
  }

  @Test
  void reweigh_many_asOneAfterTheOther() {
    SplitMix64 random = new SplitMix64(23);
    TierMembers together = new TierMembers(new Positions(), true, new ProportionalSampler(true));
    TierMembers alone = new TierMembers(new Positions(), true, new ProportionalSampler(true));
    for (int slot = 0; slot < 300; slot++) {
      together.add(slot, 1, 0, slot);
      alone.add(slot, 1, 0, slot);
    }
    for (int step = 0; step < 2_000; step++) {
      int n = random.nextInt(20);
      int[] slots = random.ints(n + 1, 0, 300).toArray();
      // Mostly none that moves another one; often one slot twice.
      boolean zeros = random.nextInt(4) == 0;
      double[] weights = random.doubles(n + 1).map(w -> zeros && w < 0.3 ? 0 : w + 0.01).toArray();
      slots[0] = slots[n / 2];
      if (random.nextInt(10) == 0) {
        boolean excluded = alone.isExcluded(slots[0]);
        for (TierMembers tier : new TierMembers[] {together, alone}) {
          if (excluded) {
            tier.include(slots[0], 1);
          } else {
            tier.exclude(slots[0]);
          }
        }
      }
      together.reweigh(slots, weights, n);
      for (int i = 0; i < n; i++) {
        alone.reweigh(slots[i], weights[i]);
      }
      assertThat(together.weight()).isEqualTo(alone.weight());
      assertThat(together.drawable()).isEqualTo(alone.drawable());
      for (int position = 0; position < 300; position++) {
        assertThat(together.slotAt(position)).isEqualTo(alone.slotAt(position));
        assertThat(together.weightOf(position)).isEqualTo(alone.weightOf(position));
      }
    }
  }

  private static void operate(
      TierMembers[] tiers,
      Map<Integer, Entry>[] models,
      int t,
      int slot,
      long order,
      SplitMix64 random) {
    double weight = random.nextInt(3) == 0 ? 0 : random.nextDouble();
    int importance = random.nextInt(4) * 21_845;
    Entry entry = models[t].get(slot);
    assertThat(tiers[t].contains(slot)).isEqualTo(entry != null);
    if (entry == null) {
      if (models[1 - t].containsKey(slot)) {
        // Moves between the tiers with its order.
        Entry moved = requireNonNull(models[1 - t].remove(slot));
        assertThat(tiers[1 - t].orderOf(slot)).isEqualTo(moved.order());
        tiers[1 - t].remove(slot);
        enter(tiers[t], models[t], slot, moved, random);
        if (moved.excluded()) {
          tiers[t].exclude(slot);
        }
      } else {
        enter(tiers[t], models[t], slot, new Entry(weight, importance, order), random);
      }
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> {
        tiers[t].reweigh(slot, weight);
        models[t].put(slot, new Entry(weight, entry.importance(), entry.order(), entry.excluded()));
      }
      case 1 -> {
        tiers[t].rescore(slot, importance);
        models[t].put(slot, new Entry(entry.weight(), importance, entry.order(), entry.excluded()));
      }
      case 2 -> {
        tiers[t].remove(slot);
        models[t].remove(slot);
      }
      case 3, 4 -> {
        if (entry.excluded()) {
          tiers[t].include(slot, entry.weight());
        } else {
          tiers[t].exclude(slot);
        }
        models[t].put(
            slot, new Entry(entry.weight(), entry.importance(), entry.order(), !entry.excluded()));
      }
      default -> {
        int victim = tiers[t].victim();
        tiers[t].remove(victim);
        models[t].remove(victim);
      }
    }
  }

  /** Joins the tier, or takes the place of its victim. */
  private static void enter(
      TierMembers tier, Map<Integer, Entry> model, int slot, Entry entry, SplitMix64 random) {
    if (model.size() > 20 && random.nextInt(3) == 0) {
      int victim = tier.victim();
      tier.replace(victim, slot, entry.weight(), entry.importance(), entry.order());
      model.remove(victim);
      assertThat(tier.contains(victim)).isFalse();
    } else {
      tier.add(slot, entry.weight(), entry.importance(), entry.order());
    }
    model.put(slot, entry);
  }

  private static void check(TierMembers tier, Map<Integer, Entry> model, boolean byImportance) {
    assertThat(tier.size()).isEqualTo(model.size());
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    int drawable = 0;
    int included = 0;
    for (Entry entry : model.values()) {
      sum += entry.drawn();
      included += entry.excluded() ? 0 : 1;
      if (entry.drawn() > 0) {
        drawable++;
        min = Math.min(min, entry.drawn());
      }
    }
    assertThat(tier.included()).isEqualTo(included);
    assertThat(tier.drawable()).isEqualTo(drawable);
    assertThat(tier.weight()).isCloseTo(sum, within(1e-12));
    assertThat(tier.minWeight()).isEqualTo(drawable == 0 ? 0 : min);
    Set<Integer> seen = new HashSet<>();
    for (int position = 0; position < tier.size(); position++) {
      int slot = tier.slotAt(position);
      seen.add(slot);
      Entry entry = requireNonNull(model.get(slot));
      assertThat(tier.weightOf(slot)).isEqualTo(entry.drawn());
      assertThat(tier.isExcluded(slot)).isEqualTo(entry.excluded());
      assertThat(position >= included).isEqualTo(entry.excluded());
      assertThat(tier.orderOf(slot)).isEqualTo(entry.order());
      assertThat(tier.weightOf(slot) > 0).isEqualTo(position < drawable);
    }
    assertThat(seen).isEqualTo(model.keySet());
    Comparator<Map.Entry<Integer, Entry>> order = Comparator.comparing(e -> e.getValue().order());
    if (byImportance) {
      order =
          Comparator.<Map.Entry<Integer, Entry>>comparingInt(e -> e.getValue().importance())
              .thenComparing(order);
    }
    assertThat(tier.victim())
        .isEqualTo(model.entrySet().stream().min(order).map(Map.Entry::getKey).orElse(-1));
  }

  @Test
  void operations_manySlots_keepPositionsApart() {
    SplitMix64 random = new SplitMix64(23);
    TierMembers tier = new TierMembers(new Positions(), true, new ProportionalSampler(true));
    boolean[] in = new boolean[30_000];
    int size = 0;
    for (int step = 0; step < 100_000; step++) {
      int slot = random.nextInt(in.length);
      if (in[slot]) {
        tier.remove(slot);
        size--;
      } else {
        tier.add(slot, slot, slot & 65_535, step);
        size++;
      }
      in[slot] = !in[slot];
    }
    assertThat(tier.size()).isEqualTo(size);
    double sum = 0;
    for (int slot = 0; slot < in.length; slot++) {
      assertThat(tier.contains(slot)).isEqualTo(in[slot]);
      sum += in[slot] ? slot : 0;
    }
    assertThat(tier.weight()).isEqualTo(sum);
  }

  @Test
  void victim_extremeImportanceAndOrder_leastThenOldest() {
    TierMembers tier = new TierMembers(new Positions(), true, new ProportionalSampler(true));
    tier.add(1, 1, 65_535, 0);
    tier.add(2, 1, 32_768, 5);
    tier.add(3, 1, 32_767, TierMembers.MAX_ORDER - 1);
    tier.add(4, 1, 32_767, 7);
    assertThat(tier.victim()).isEqualTo(4);
    tier.remove(4);
    assertThat(tier.victim()).isEqualTo(3);
    assertThat(tier.orderOf(3)).isEqualTo(TierMembers.MAX_ORDER - 1);
    tier.rescore(1, 0);
    assertThat(tier.victim()).isEqualTo(1);
  }

  @Test
  void massOf_equalValuesThatAreRanked_olderCountsMore() {
    TierMembers tier = new TierMembers(new Positions(), false, new RankSampler(1, false));
    tier.add(3, 2, 0, 7);
    tier.add(1, 2, 0, 5);
    tier.add(2, 2, 0, 6);
    assertThat(tier.massOf(1)).isEqualTo(1.0);
    assertThat(tier.massOf(2)).isEqualTo(1 / 2.0);
    assertThat(tier.massOf(3)).isEqualTo(1 / 3.0);
  }

  @Test
  void reweighAll_samplerThatTracks_isToldOfWhatChangedAndNothingElse() {
    List<String> told = new ArrayList<>();
    Sampler sampler =
        new Sampler() {
          @Override
          public boolean tracks() {
            return true;
          }

          @Override
          public void added(int slot, double weight, long order) {
            told.add("added " + slot + " " + weight + " " + order);
          }

          @Override
          public void removed(int slot, double weight, long order) {
            told.add("removed " + slot + " " + weight + " " + order);
          }

          @Override
          public void draw(
              Items items, int n, double mix, RandomGenerator random, int[] s, double[] c, int f) {
            throw new AssertionError("nothing is drawn here");
          }
        };
    TierMembers tier = new TierMembers(new Positions(), false, sampler);
    tier.add(0, 2, 0, 10);
    tier.add(1, 3, 0, 11);
    tier.add(2, 0, 0, 12);
    told.clear();
    tier.reweighAll(slot -> slot == 1 ? 9 : tier.weightOf(slot));
    assertThat(told).containsExactly("removed 1 3.0 11", "added 1 9.0 11");
    assertThat(tier.weight()).isEqualTo(11.0);
  }

  @Test
  void add_badArguments_areRefusedAndChangeNothing() {
    Positions positions = new Positions();
    TierMembers tier = new TierMembers(positions, true, new ProportionalSampler(true));
    TierMembers other = new TierMembers(positions, true, new ProportionalSampler(true));
    tier.add(1, 1, 0, 0);
    assertThatIllegalArgumentException().isThrownBy(() -> other.add(1, 1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.add(2, Double.NaN, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.add(2, -1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.add(2, 1, 65_536, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.add(2, 1, 0, 1L << 48));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.reweigh(1, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.remove(2));
    assertThatIllegalArgumentException().isThrownBy(() -> other.remove(1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.replace(1, 2, Double.NaN, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.replace(1, 2, 1, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.replace(1, 2, 1, 0, 1L << 48));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.replace(1, 1, 1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.replace(3, 2, 1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.slotAt(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> tier.slotAt(1));
    assertThat(tier.size()).isEqualTo(1);
    assertThat(tier.drawable()).isEqualTo(1);
    assertThat(tier.weight()).isEqualTo(1.0);
    assertThat(tier.contains(2)).isFalse();
    tier.add(2, 1, 0, 1);
    assertThat(tier.size()).isEqualTo(2);
  }
}
