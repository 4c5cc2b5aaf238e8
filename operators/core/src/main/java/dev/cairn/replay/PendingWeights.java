package dev.cairn.replay;

import dev.cairn.replay.tier.TierMembers;
import java.util.Arrays;

/**
 * Items of one tier whose value has changed, but not yet their weight: weights are changed
 * together, which costs a fraction of changing each alone. Not thread-safe.
 */
final class PendingWeights {

  private final TierMembers tier;
  private int[] slots = new int[64];
  private double[] weights = new double[64];
  private int size;

  PendingWeights(TierMembers tier) {
    this.tier = tier;
  }

  /** An item's value is another one. */
  void add(int slot, float value) {
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
    }
    slots[size] = slot;
    weights[size++] = value;
  }

  /** Gives each item the weight of its value. */
  void apply(SamplerSpec sampler) {
    if (size == 0) {
      return;
    }
    for (int i = 0; i < size; i++) {
      weights[i] = sampler.weight(weights[i]);
    }
    tier.reweigh(slots, weights, size);
    size = 0;
  }
}
