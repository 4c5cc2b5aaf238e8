package dev.cairn.replay.tier;

/** Pearson's test of observed counts against expected ones. */
public final class ChiSquare {

  /** Exceeded by chance once in about 10,000 tests. */
  private static final double Z = 3.72;

  /** Sum of (observed - expected)^2 / expected. */
  public static double statistic(long[] observed, double[] expected) {
    double sum = 0;
    for (int i = 0; i < observed.length; i++) {
      double difference = observed[i] - expected[i];
      sum += difference * difference / expected[i];
    }
    return sum;
  }

  /** The value that a statistic of so many degrees of freedom should stay below. */
  public static double bound(int degrees) {
    // Wilson and Hilferty 1931.
    double a = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - a + Z * Math.sqrt(a), 3);
  }

  private ChiSquare() {}
}
