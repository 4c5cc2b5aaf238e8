package dev.cairn.replay.importance;

/** abs(TD error): from the worker at first, if it gives one, from the learner afterwards. */
public record TdErrorScorer() implements Scorer {

  @Override
  public double atInsert(ScoredItem item) {
    return item.value();
  }

  @Override
  public double atFeedback(double value) {
    return Math.abs(value);
  }

  @Override
  public boolean isRescored() {
    return true;
  }
}
