package dev.cairn.replay.trajectory;

import dev.cairn.replay.StepPriorities;
import dev.cairn.replay.StorageUnit;

/**
 * The initial value of an item from those of its steps: the first step's for transitions and
 * options; that of {@link StepPriorities}, over the trained steps, for whatever is trained step by
 * step. Stateless.
 */
public final class ItemValue {

  private final boolean first;
  private final int burnIn;

  public ItemValue(StorageUnit unit) {
    first = unit instanceof StorageUnit.Timesteps || unit instanceof StorageUnit.Options;
    burnIn = unit instanceof StorageUnit.Sequences sequences ? sequences.burnIn() : 0;
  }

  /**
   * Value of an item of the steps [from, to), burn-in included.
   *
   * @param values value of each step; NaN where the worker gave none
   * @return NaN when no step that counts has one
   */
  public float of(float[] values, int from, int to) {
    if (first) {
      return values[from];
    }
    double maximum = 0;
    double sum = 0;
    int count = 0;
    for (int step = from + burnIn; step < to; step++) {
      if (!Float.isNaN(values[step])) {
        maximum = Math.max(maximum, values[step]);
        sum += values[step];
        count++;
      }
    }
    return StepPriorities.of(maximum, sum, count);
  }
}
