package dev.cairn.replay.remover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.random.SplitMix64;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Remover} keeps to, through random histories of a tier. Extend it and say how to
 * make one; the class's name must end in {@code Test}.
 */
public abstract class RemoverContract {

  private static final int CAPACITY = 20;

  /** A new remover. */
  protected abstract Remover newRemover();

  /** A tier, its remover, and a random history of both. */
  private final class History {

    final FakeTier tier = new FakeTier();
    final Remover remover = newRemover();
    final SplitMix64 random;
    final SplitMix64 choices;
    final List<Integer> gone = new ArrayList<>();
    private final ArrayDeque<Integer> late = new ArrayDeque<>();
    private int next;
    private long nowMs = 1_000;
    private long policyVersion = 5;

    History(long seed) {
      random = new SplitMix64(seed);
      choices = new SplitMix64(seed + 1);
    }

    void play(int steps) {
      for (int step = 0; step < steps; step++) {
        nowMs += random.nextInt(4);
        policyVersion += random.nextInt(2);
        int what = random.nextInt(10);
        if (what < 5) {
          insert();
        } else if (tier.size() > 0 && what < 9) {
          change(tier.slot(random.nextInt(tier.size())));
        } else if (tier.size() > 0) {
          int victim = remover.victim(tier, Remover.NONE, choices);
          assertThat(tier.slots).as("room for bytes").contains(victim);
          remove(victim);
        }
        expire();
      }
    }

    private void insert() {
      // Orders go up, but an item that was in a better tier comes late.
      if (random.nextInt(8) == 0) {
        late.add(next++);
        return;
      }
      int slot = late.isEmpty() || random.nextInt(6) > 0 ? next++ : late.remove();
      float value = random.nextInt(6) / 4f;
      long version = random.nextInt(5) == 0 ? -1 : policyVersion - random.nextInt(10);
      tier.facts.put(slot, new FakeTier.Facts(slot, value, nowMs, Math.max(-1, version), 0));
      if (tier.size() > 0 && remover.isFull(tier, CAPACITY, slot)) {
        int victim = remover.victim(tier, slot, choices);
        if (victim == slot) {
          gone.add(slot);
          return;
        }
        assertThat(tier.slots).as("a full tier").contains(victim);
        remove(victim);
      }
      assertThat(tier.size()).isLessThan(CAPACITY);
      tier.slots.add(slot);
      remover.added(tier, slot);
    }

    private void change(int slot) {
      FakeTier.Facts was = tier.facts.get(slot);
      if (was != null) {
        boolean drawn = random.nextBoolean();
        float value = drawn ? was.value() : random.nextInt(6) / 4f;
        tier.facts.put(
            slot,
            new FakeTier.Facts(
                was.order(),
                value,
                was.insertedMs(),
                was.policyVersion(),
                was.sampled() + (drawn ? 1 : 0)));
        remover.changed(tier, slot);
      }
    }

    private void expire() {
      while (true) {
        int slot = remover.expired(tier, nowMs, policyVersion);
        if (slot == Remover.NONE) {
          return;
        }
        assertThat(tier.slots).as("expired").contains(slot);
        remove(slot);
      }
    }

    private void remove(int slot) {
      tier.slots.remove((Integer) slot);
      remover.removed(tier, slot);
      gone.add(slot);
    }
  }

  @Test
  final void history_random_onlyItemsOfTheTierOrTheNewcomerGo() {
    for (int seed = 0; seed < 30; seed++) {
      History history = new History(seed);
      history.play(400);
      assertThat(history.gone).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  @Test
  final void history_again_theSameGo() {
    History one = new History(4);
    History other = new History(4);
    one.play(1_000);
    other.play(1_000);
    assertThat(one.gone).isEqualTo(other.gone);
  }

  @Test
  final void victim_toldOfEveryItemAgain_isTheSame() {
    for (int seed = 0; seed < 30; seed++) {
      History history = new History(seed);
      history.play(300);
      Remover restored = newRemover();
      for (int slot : history.tier.slots) {
        restored.added(history.tier, slot);
      }
      FakeTier tier = history.tier;
      while (tier.size() > 0) {
        int victim = history.remover.victim(tier, Remover.NONE, new SplitMix64(seed));
        assertThat(restored.victim(tier, Remover.NONE, new SplitMix64(seed))).isEqualTo(victim);
        tier.slots.remove((Integer) victim);
        history.remover.removed(tier, victim);
        restored.removed(tier, victim);
      }
      assertThat(history.remover.expired(tier, Long.MAX_VALUE / 8, Long.MAX_VALUE / 8))
          .as("of an empty tier")
          .isEqualTo(Remover.NONE);
    }
  }
}
