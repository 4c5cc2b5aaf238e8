package dev.cairn.replay.remover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tier.ChiSquare;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every remover of this project keeps to the contract; and what is special of each. */
class RemoversTest {

  @Nested
  class FifoTest extends RemoverContract {
    @Override
    protected Remover newRemover() {
      return new FifoRemover();
    }
  }

  @Nested
  class LifoTest extends RemoverContract {
    @Override
    protected Remover newRemover() {
      return new OrderedRemover(OrderedRemover.First.NEWEST);
    }
  }

  @Nested
  class MaxHeapTest extends RemoverContract {
    @Override
    protected Remover newRemover() {
      return new OrderedRemover(OrderedRemover.First.LARGEST);
    }
  }

  @Nested
  class MinHeapTest extends RemoverContract {
    @Override
    protected Remover newRemover() {
      return new OrderedRemover(OrderedRemover.First.SMALLEST);
    }
  }

  @Nested
  class ReservoirTest extends RemoverContract {
    @Override
    protected Remover newRemover() {
      return new ReservoirRemover();
    }
  }

  @Nested
  class SampledTest extends RemoverContract {
    @Override
    protected Remover newRemover() {
      return new SampledRemover(2);
    }
  }

  @Nested
  class AgeTest extends RemoverContract {
    @Override
    protected Remover newRemover() {
      return new AgeRemover(30);
    }
  }

  @Nested
  class PolicyAgeTest extends RemoverContract {
    @Override
    protected Remover newRemover() {
      return new PolicyAgeRemover(5);
    }
  }

  private static void add(FakeTier tier, Remover remover, int slot, FakeTier.Facts facts) {
    tier.facts.put(slot, facts);
    tier.slots.add(slot);
    remover.added(tier, slot);
  }

  @Test
  void reservoir_aStream_keepsEveryItemWithTheSameChance() {
    SplitMix64 random = new SplitMix64(17);
    int stream = 60;
    int capacity = 12;
    long[] kept = new long[stream];
    int rounds = 40_000;
    for (int round = 0; round < rounds; round++) {
      FakeTier tier = new FakeTier();
      ReservoirRemover remover = new ReservoirRemover();
      for (int k = 0; k < stream; k++) {
        tier.facts.put(k, new FakeTier.Facts(k, 1, 0, 0, 0));
        boolean full = tier.size() > 0 && remover.isFull(tier, capacity, k);
        int victim = full ? remover.victim(tier, k, random) : Remover.NONE;
        if (victim != k) {
          tier.slots.remove((Integer) victim);
          tier.slots.add(k);
        }
        if (k == 30) {
          // Two have to go for bytes; the sample stays uniform.
          for (int i = 0; i < 2; i++) {
            tier.slots.remove((Integer) remover.victim(tier, Remover.NONE, random));
          }
        }
      }
      assertThat(tier.size()).isEqualTo(capacity - 2);
      tier.slots.forEach(slot -> kept[slot]++);
    }
    double chance = (capacity - 2.0) / stream;
    double[] expected = new double[stream];
    Arrays.fill(expected, rounds * chance);
    // Items of a sample are distinct, so counts spread less than independent draws by 1 - chance.
    double statistic = ChiSquare.statistic(kept, expected) / (1 - chance) * (stream - 1) / stream;
    assertThat(ChiSquare.p(statistic, stream - 1)).isBetween(0.001, 0.999);
  }

  @Test
  void sampled_drawnOften_goesAndNotBefore() {
    FakeTier tier = new FakeTier();
    SampledRemover remover = new SampledRemover(2);
    add(tier, remover, 1, new FakeTier.Facts(1, 1, 0, 0, 0));
    add(tier, remover, 2, new FakeTier.Facts(2, 1, 0, 0, 2));
    tier.facts.put(1, new FakeTier.Facts(1, 1, 0, 0, 1));
    remover.changed(tier, 1);
    assertThat(remover.expired(tier, 0, 0)).as("drawn before it came here").isEqualTo(2);
    tier.slots.remove((Integer) 2);
    remover.removed(tier, 2);
    assertThat(remover.expired(tier, 0, 0)).isEqualTo(Remover.NONE);
  }

  @Test
  void age_exactlyTheDuration_stays() {
    FakeTier tier = new FakeTier();
    AgeRemover remover = new AgeRemover(100);
    add(tier, remover, 1, new FakeTier.Facts(1, 1, 1_000, 0, 0));
    assertThat(remover.expired(tier, 1_100, 0)).isEqualTo(Remover.NONE);
    assertThat(remover.expired(tier, 1_101, 0)).isEqualTo(1);
  }

  @Test
  void age_clockSetBackAnHour_nothingGoesUntilItHasCaughtUpAndTheOldestStillGoesFirst() {
    FakeTier tier = new FakeTier();
    AgeRemover remover = new AgeRemover(100);
    long before = 4_000_000;
    long after = before - 3_600_000;
    add(tier, remover, 1, new FakeTier.Facts(1, 1, before, 0, 0));
    add(tier, remover, 2, new FakeTier.Facts(2, 1, after, 0, 0));
    assertThat(remover.expired(tier, after, 0)).as("an age below 0").isEqualTo(Remover.NONE);
    assertThat(remover.victim(tier, Remover.NONE, new SplitMix64(1)))
        .as("of a full tier")
        .isEqualTo(1);
    assertThat(remover.expired(tier, before + 101, 0)).isEqualTo(1);
  }

  @Test
  void policyAge_unknownVersionOrUnknownLearner_stays() {
    FakeTier tier = new FakeTier();
    PolicyAgeRemover remover = new PolicyAgeRemover(5);
    add(tier, remover, 1, new FakeTier.Facts(1, 1, 0, -1, 0));
    add(tier, remover, 2, new FakeTier.Facts(2, 1, 0, 10, 0));
    add(tier, remover, 3, new FakeTier.Facts(3, 1, 0, 7, 0));
    assertThat(remover.expired(tier, 0, -1)).isEqualTo(Remover.NONE);
    assertThat(remover.expired(tier, 0, 12)).isEqualTo(Remover.NONE);
    assertThat(remover.expired(tier, 0, 13)).isEqualTo(3);
  }
}
