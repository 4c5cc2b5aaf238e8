package dev.cairn.replay.trajectory;

import dev.cairn.replay.StorageUnit;

/** Options: steps in a row with the same {@code option_id}, in pieces of the maximum length. */
final class OptionCutter implements Cutter {

  private final int max;

  OptionCutter(StorageUnit.Options unit) {
    max = unit.maxLength();
  }

  @Override
  public long cut(long next, Steps steps, End end, Items items) {
    long start = next;
    if (start < steps.end()) {
      long option = steps.option(start);
      for (long step = Math.max(start + 1, steps.looked()); step < steps.end(); step++) {
        long other = steps.option(step);
        if (other != option || step - start == max) {
          items.add(start, (int) (step - start));
          start = step;
          option = other;
        }
      }
    }
    if (end == End.OPEN) {
      return start;
    }
    if (start < steps.end()) {
      items.add(start, (int) (steps.end() - start));
    }
    return steps.end();
  }
}
