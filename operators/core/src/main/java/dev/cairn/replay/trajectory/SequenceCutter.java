package dev.cairn.replay.trajectory;

import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.StorageUnit.Boundary;

/**
 * Sequences of a fixed length, one every period from where the steps begin. A shorter last one is
 * cut only if it trains a step, that is if it is longer than the burn-in.
 */
final class SequenceCutter implements Cutter {

  private final StorageUnit.Sequences unit;

  SequenceCutter(StorageUnit.Sequences unit) {
    this.unit = unit;
  }

  @Override
  public long cut(long next, Steps steps, End end, Items items) {
    long start = next;
    while (steps.end() - start >= unit.length()) {
      items.add(start, unit.length());
      start += unit.period();
    }
    if (end == End.OPEN) {
      return start;
    }
    long covered = start == steps.first() ? start : start - unit.period() + unit.length();
    if (steps.end() > covered) {
      last(start, steps, items);
    }
    return steps.end();
  }

  private void last(long start, Steps steps, Items items) {
    if (unit.boundary() == Boundary.DROP) {
      return;
    }
    if (unit.boundary() == Boundary.CARRY && steps.end() - steps.first() >= unit.length()) {
      items.add(steps.end() - unit.length(), unit.length());
    } else if (steps.end() - start > unit.burnIn()) {
      items.add(start, (int) (steps.end() - start));
    }
  }

  @Override
  public int lookBack() {
    // The last sequence may start right after the first step of the one before.
    return unit.boundary() == Boundary.CARRY ? unit.period() - 1 : 0;
  }
}
