package dev.cairn.replay;

import java.util.Arrays;

/** The last values of a figure. Not thread-safe. */
final class Recent {

  private final float[] values;
  private long count;

  Recent(int kept) {
    values = new float[kept];
  }

  void add(double value) {
    values[(int) (count++ % values.length)] = (float) value;
  }

  /** Their mean; NaN when there is none. */
  double mean() {
    int held = held();
    double sum = 0;
    for (int i = 0; i < held; i++) {
      sum += values[i];
    }
    return held == 0 ? Double.NaN : sum / held;
  }

  /**
   * The smallest value that at least that share of them does not exceed; NaN when there is none.
   */
  float[] quantiles(double... shares) {
    float[] sorted = Arrays.copyOf(values, held());
    Arrays.sort(sorted);
    return quantiles(sorted, shares);
  }

  /** Quantiles of values in ascending order. */
  static float[] quantiles(float[] sorted, double... shares) {
    float[] quantiles = new float[shares.length];
    for (int i = 0; i < shares.length; i++) {
      int rank = (int) Math.ceil(shares[i] * sorted.length) - 1;
      quantiles[i] =
          sorted.length == 0 ? Float.NaN : sorted[Math.min(sorted.length - 1, Math.max(0, rank))];
    }
    return quantiles;
  }

  private int held() {
    return (int) Math.min(count, values.length);
  }
}
