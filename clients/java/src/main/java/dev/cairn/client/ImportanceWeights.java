package dev.cairn.client;

/**
 * Importance sampling weights (N P(i))^(-beta) over a divisor (Schaul et al. 2016, §3.4). Pure
 * functions.
 */
public final class ImportanceWeights {

  /** What weights are divided by. */
  public enum Divisor {
    /** The batch's largest weight. */
    BATCH,
    /** The table's largest weight, (N P_min)^(-beta). */
    TABLE,
    /** The batch's mean weight. */
    MEAN,
    /** Nothing. */
    NONE
  }

  private ImportanceWeights() {}

  /**
   * The weights of a batch.
   *
   * @param probabilities P(i) of each item, in (0, 1]; NaN where an item was not drawn at random:
   *     its weight is 1, and it does not count in the divisor
   * @param items N, drawable items of the table
   * @param minProbability P_min of the table
   * @param beta in [0, 1]
   * @return [B]; not clamped
   */
  public static float[] of(
      double[] probabilities, long items, double minProbability, double beta, Divisor divisor) {
    double[] raw = new double[probabilities.length];
    double max = 0;
    double sum = 0;
    int drawn = 0;
    for (int i = 0; i < raw.length; i++) {
      if (!Double.isNaN(probabilities[i])) {
        raw[i] = Math.pow(items * probabilities[i], -beta);
        max = Math.max(max, raw[i]);
        sum += raw[i];
        drawn++;
      }
    }
    double by =
        switch (divisor) {
          case BATCH -> max;
          case TABLE -> minProbability > 0 ? Math.pow(items * minProbability, -beta) : 1;
          case MEAN -> sum / drawn;
          case NONE -> 1;
        };
    float[] weights = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      weights[i] = Double.isNaN(probabilities[i]) ? 1 : (float) (raw[i] / by);
    }
    return weights;
  }
}
