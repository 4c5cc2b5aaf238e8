package dev.cairn.jobs.bench;

import java.util.Arrays;
import java.util.Map;

/** Collects numbers and sums them up. Thread-safe. */
final class Quantiles {

  /** Median, 99th and 99.9th percentile; NaN when there was nothing. */
  record Summary(int count, double p50, double p99, double p999) {

    void into(Map<String, Double> figures, String name) {
      figures.put(name + "_p50", p50);
      figures.put(name + "_p99", p99);
      figures.put(name + "_p999", p999);
    }
  }

  private double[] values = new double[1 << 12];
  private int count;

  synchronized void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  /** What came since the last call. */
  synchronized Summary take() {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    Summary summary = new Summary(count, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999));
    count = 0;
    return summary;
  }

  private static double at(double[] sorted, double q) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (q * (sorted.length - 1))];
  }
}
