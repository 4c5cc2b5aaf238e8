package dev.cairn.jobs.statistics;

/** How likely it is that counts fit their expectation as badly as these do, or worse. */
final class ChiSquareP {

  private ChiSquareP() {}

  /**
   * The p-value of Pearson's test.
   *
   * @param observed counts, [n], n at least 30: the approximation is for many degrees of freedom
   * @param expected what each should be, of the same sum, [n]
   */
  static double of(long[] observed, double[] expected) {
    double statistic = 0;
    for (int i = 0; i < observed.length; i++) {
      double difference = observed[i] - expected[i];
      statistic += difference * difference / expected[i];
    }
    // Wilson and Hilferty 1931: the cube root of a chi-square over its degrees is nearly normal.
    double degrees = observed.length - 1;
    double spread = 2 / (9 * degrees);
    double z = (Math.cbrt(statistic / degrees) - (1 - spread)) / Math.sqrt(spread);
    return upperTail(z);
  }

  /** P(Z > z) of a standard normal Z; Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
  static double upperTail(double z) {
    if (z < 0) {
      return 1 - upperTail(-z);
    }
    double t = 1 / (1 + 0.2316419 * z);
    double series =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
  }
}
