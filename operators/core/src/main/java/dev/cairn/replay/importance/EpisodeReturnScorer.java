package dev.cairn.replay.importance;

/**
 * The undiscounted return of the episode that the item is; a piece of one that was cut has the sum
 * of its own rewards.
 */
public record EpisodeReturnScorer() implements Scorer {

  @Override
  public double atInsert(ScoredItem item) {
    return item.isEpisode() ? Aggregate.SUM.over(item.steps(), 1, item::reward) : Double.NaN;
  }
}
