package dev.cairn.replay.importance;

import java.util.function.IntToDoubleFunction;

/** How a number of each step becomes one number of an item. */
public enum Aggregate {
  /** The sum over the steps. */
  SUM {
    @Override
    double over(int steps, double gamma, IntToDoubleFunction number) {
      double sum = 0;
      for (int step = 0; step < steps; step++) {
        sum += number.applyAsDouble(step);
      }
      return sum;
    }
  },
  /** The largest of the steps. */
  MAXIMUM {
    @Override
    double over(int steps, double gamma, IntToDoubleFunction number) {
      double max = number.applyAsDouble(0);
      for (int step = 1; step < steps; step++) {
        max = Math.max(max, number.applyAsDouble(step));
      }
      return max;
    }
  },
  /** The discounted return, sum of gamma^k x_k. */
  RETURN {
    @Override
    double over(int steps, double gamma, IntToDoubleFunction number) {
      double sum = 0;
      for (int step = steps - 1; step >= 0; step--) {
        sum = sum * gamma + number.applyAsDouble(step);
      }
      return sum;
    }
  };

  /**
   * The item's number.
   *
   * @param steps at least 1
   * @param gamma in [0, 1], for {@code RETURN}
   * @param number of a step in [0, steps)
   */
  abstract double over(int steps, double gamma, IntToDoubleFunction number);
}
