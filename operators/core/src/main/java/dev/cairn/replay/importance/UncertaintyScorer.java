package dev.cairn.replay.importance;

/**
 * Entropy, in nats, of the distribution that a column holds, H = -sum p ln p; over an item of
 * several steps their mean. Rows of probabilities are divided by their sum first.
 *
 * @param column index in the table's signature
 * @param elements n, elements of a row, at least 2
 * @param logits the column holds logits, of which p is the softmax; else probabilities
 */
public record UncertaintyScorer(int column, int elements, boolean logits) implements Scorer {

  /** A row that is no distribution (not finite, negative, of sum 0) gives no score. */
  @Override
  public double atInsert(ScoredItem item) {
    double sum = 0;
    for (int step = 0; step < item.steps(); step++) {
      sum += logits ? ofLogits(item, step) : ofProbabilities(item, step);
    }
    double mean = sum / item.steps();
    return Double.isFinite(mean) ? mean : Double.NaN;
  }

  private double ofProbabilities(ScoredItem item, int step) {
    double sum = 0;
    double weighted = 0;
    for (int i = 0; i < elements; i++) {
      double p = item.element(column, step, i);
      if (!(p >= 0)) {
        return Double.NaN;
      }
      sum += p;
      weighted += p > 0 ? p * Math.log(p) : 0;
    }
    // -sum (p/s) ln (p/s)
    return Math.log(sum) - weighted / sum;
  }

  private double ofLogits(ScoredItem item, int step) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < elements; i++) {
      max = Math.max(max, item.element(column, step, i));
    }
    double sum = 0;
    double weighted = 0;
    for (int i = 0; i < elements; i++) {
      double shifted = item.element(column, step, i) - max;
      double e = Math.exp(shifted);
      sum += e;
      weighted += e > 0 ? e * shifted : 0;
    }
    return Math.log(sum) - weighted / sum;
  }
}
