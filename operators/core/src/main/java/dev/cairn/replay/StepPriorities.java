package dev.cairn.replay;

/**
 * One value for an item from a value for each of its steps: 0.9 times their maximum plus 0.1 times
 * their mean, over the steps that count (Kapturowski et al. 2019, R2D2, with eta = 0.9). Pure
 * functions.
 */
public final class StepPriorities {

  /** What the maximum counts; the mean counts the rest. */
  public static final double MAXIMUM = 0.9;

  private StepPriorities() {}

  /**
   * The value of an item.
   *
   * @param values of steps, TD errors or priorities
   * @param counts which of them count: steps that were trained, neither burn-in nor filling; as
   *     long as {@code values}
   * @param from first step of the item
   * @param to the step after its last
   * @param absolute take TD errors by absolute value; else a negative value is no priority
   * @return NaN, which no item takes, when no step counts or one that does is not finite, or
   *     negative and not to be taken by absolute value
   */
  public static float of(float[] values, boolean[] counts, int from, int to, boolean absolute) {
    double maximum = 0;
    double sum = 0;
    int count = 0;
    for (int step = from; step < to; step++) {
      if (!counts[step]) {
        continue;
      }
      double value = absolute ? Math.abs(values[step]) : values[step];
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        return Float.NaN;
      }
      maximum = Math.max(maximum, value);
      sum += value;
      count++;
    }
    return of(maximum, sum, count);
  }

  /**
   * The value of an item.
   *
   * @param maximum of its steps' values
   * @param sum of its steps' values
   * @param count of its steps that count
   * @return NaN when no step counts
   */
  public static float of(double maximum, double sum, int count) {
    return count == 0 ? Float.NaN : (float) (MAXIMUM * maximum + (1 - MAXIMUM) * sum / count);
  }
}
