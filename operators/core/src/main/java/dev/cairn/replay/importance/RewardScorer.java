package dev.cairn.replay.importance;

/**
 * The reward itself, or its absolute value. Feedback does not change it.
 *
 * @param absolute take abs(reward)
 */
public record RewardScorer(boolean absolute) implements Scorer {

  @Override
  public double atInsert(double reward, double value) {
    return absolute ? Math.abs(reward) : reward;
  }

  @Override
  public double atFeedback(double value) {
    return Double.NaN;
  }
}
