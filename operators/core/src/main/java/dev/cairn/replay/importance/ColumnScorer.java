package dev.cairn.replay.importance;

/**
 * A scalar that the worker sends: a like, a completed subtask, an uncertainty of its own.
 *
 * @param column index in the table's signature, of a scalar column
 * @param aggregate over the item's steps
 * @param gamma in [0, 1], for {@link Aggregate#RETURN}
 */
public record ColumnScorer(int column, Aggregate aggregate, double gamma) implements Scorer {

  /** NaN or infinity in the column is no score. */
  @Override
  public double atInsert(ScoredItem item) {
    double score = aggregate.over(item.steps(), gamma, step -> item.element(column, step, 0));
    return Double.isFinite(score) ? score : Double.NaN;
  }
}
