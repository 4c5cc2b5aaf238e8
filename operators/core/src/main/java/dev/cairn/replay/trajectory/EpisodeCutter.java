package dev.cairn.replay.trajectory;

import dev.cairn.replay.StorageUnit;

/**
 * Complete episodes. A longer one than the maximum comes in pieces, each as soon as it is known
 * that steps follow; all but the last end without the flags of the episode's end. Nothing of an
 * episode whose beginning is missing becomes an item, nor what an interruption leaves.
 */
final class EpisodeCutter implements Cutter {

  private final int max;

  EpisodeCutter(StorageUnit.Episodes unit) {
    max = unit.maxLength();
  }

  @Override
  public long cut(long next, Steps steps, End end, Items items) {
    if (steps.first() > 0) {
      return steps.end();
    }
    long start = next;
    while (steps.end() - start > max) {
      items.add(start, max);
      start += max;
    }
    if (end == End.OPEN) {
      return start;
    }
    if (end != End.INTERRUPTED && start < steps.end()) {
      items.add(start, (int) (steps.end() - start));
    }
    return steps.end();
  }
}
