package dev.cairn.replay.remover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A last tier as plain lists; slots are numbers of items. */
final class FakeTier implements Remover.Tier {

  /** What is known of an item. */
  record Facts(long order, float value, long insertedMs, long policyVersion, int sampled) {}

  final List<Integer> slots = new ArrayList<>();
  final Map<Integer, Facts> facts = new HashMap<>();

  private Facts of(int slot) {
    Facts known = facts.get(slot);
    if (known == null) {
      throw new IllegalArgumentException("nothing is known of the slot: slot=" + slot);
    }
    return known;
  }

  @Override
  public int size() {
    return slots.size();
  }

  @Override
  public int slot(int position) {
    return slots.get(position);
  }

  @Override
  public int oldest() {
    int oldest = Remover.NONE;
    for (int slot : slots) {
      oldest = oldest == Remover.NONE || order(slot) < order(oldest) ? slot : oldest;
    }
    return oldest;
  }

  @Override
  public long order(int slot) {
    return of(slot).order();
  }

  @Override
  public float value(int slot) {
    return of(slot).value();
  }

  @Override
  public double importance(int slot) {
    return 0.5;
  }

  @Override
  public long insertedMs(int slot) {
    return of(slot).insertedMs();
  }

  @Override
  public long policyVersion(int slot) {
    return of(slot).policyVersion();
  }

  @Override
  public int sampled(int slot) {
    return of(slot).sampled();
  }
}
