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

  /** Chance that a statistic of so many degrees of freedom is larger than this one. */
  public static double p(double statistic, int degrees) {
    // Wilson and Hilferty 1931: its cube root is nearly normal.
    double a = 2.0 / (9 * degrees);
    double z = (Math.cbrt(statistic / degrees) - (1 - a)) / Math.sqrt(a);
    return upperTail(z);
  }

  /** Chance that a normal variable is above z; within 1e-7 (Abramowitz and Stegun, 26.2.17). */
  private static double upperTail(double z) {
    if (z < 0) {
      return 1 - upperTail(-z);
    }
    double t = 1 / (1 + 0.2316419 * z);
    double sum =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * sum;
  }

  private ChiSquare() {}
}
