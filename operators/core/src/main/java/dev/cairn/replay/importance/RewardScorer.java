package dev.cairn.replay.importance;

/**
 * The reward, or its absolute value; over an item of several steps their sum, maximum or return
 * (the absolute value of which is taken). Feedback does not change it.
 *
 * @param absolute take abs
 * @param aggregate over the item's steps
 * @param gamma in [0, 1], for {@link Aggregate#RETURN}
 */
public record RewardScorer(boolean absolute, Aggregate aggregate, double gamma) implements Scorer {

  @Override
  public double atInsert(ScoredItem item) {
    double score = aggregate.over(item.steps(), gamma, item::reward);
    return absolute ? Math.abs(score) : score;
  }
}
