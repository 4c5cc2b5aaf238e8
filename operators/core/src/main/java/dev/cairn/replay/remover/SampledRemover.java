package dev.cairn.replay.remover;

import java.util.Map;
import java.util.TreeMap;

/**
 * An item of the last tier goes once it was drawn at least n times, a full tier gives up its oldest
 * one. A change takes O(1) time, an item that goes O(log n).
 */
public final class SampledRemover extends FifoRemover {

  private final int times;
  // Those that are due, by order of insertion.
  private final TreeMap<Long, Integer> due = new TreeMap<>();

  /**
   * @param times n in [1, 65535]
   */
  public SampledRemover(int times) {
    this.times = times;
  }

  @Override
  public boolean tracks() {
    return true;
  }

  @Override
  public void added(Tier tier, int slot) {
    if (tier.sampled(slot) >= times) {
      due.put(tier.order(slot), slot);
    }
  }

  @Override
  public void changed(Tier tier, int slot) {
    added(tier, slot);
  }

  @Override
  public void removed(Tier tier, int slot) {
    due.remove(tier.order(slot));
  }

  @Override
  public int expired(Tier tier, long nowMs, long policyVersion) {
    Map.Entry<Long, Integer> first = due.firstEntry();
    return first == null ? NONE : first.getValue();
  }
}
