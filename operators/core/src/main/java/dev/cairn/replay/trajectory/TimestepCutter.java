package dev.cairn.replay.trajectory;

import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.random.SplitMix64;

/**
 * n-step transitions: one from every step, fewer than n steps only where the steps end. Where n is
 * a range, it is drawn by the id, and an item waits for those that start before it.
 */
final class TimestepCutter implements Cutter {

  private final int min;
  private final int max;

  TimestepCutter(StorageUnit.Timesteps unit) {
    min = unit.minSteps();
    max = unit.maxSteps();
  }

  @Override
  public long cut(long next, Steps steps, End end, Items items) {
    long start = next;
    while (start < steps.end()) {
      long left = steps.end() - start;
      if (left < min && end == End.OPEN) {
        break;
      }
      int n = min == max ? min : drawn(steps.id(start));
      if (left < n && end == End.OPEN) {
        break;
      }
      items.add(start, (int) Math.min(n, left));
      start++;
    }
    return start;
  }

  // The bias of the remainder is below (max - min + 1) / 2^63.
  private int drawn(long id) {
    return min + (int) ((SplitMix64.mix(id) >>> 1) % (max - min + 1));
  }
}
