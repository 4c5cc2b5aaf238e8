package dev.cairn.replay.importance;

/**
 * The undiscounted return of the episode that the item is of. Where an item is a whole episode it
 * is known at once; otherwise when the episode ends, and its items are scored then.
 */
public record EpisodeReturnScorer() implements Scorer {

  @Override
  public double atInsert(ScoredItem item) {
    return item.isEpisode() ? Aggregate.SUM.over(item.steps(), 1, item::reward) : Double.NaN;
  }
}
