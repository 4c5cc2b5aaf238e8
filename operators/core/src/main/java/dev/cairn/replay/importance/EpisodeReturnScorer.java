package dev.cairn.replay.importance;

/** The undiscounted return of the item's episode, see {@link ScoredItem#episodeReturn}. */
public record EpisodeReturnScorer() implements Scorer {

  @Override
  public double atInsert(ScoredItem item) {
    return item.episodeReturn();
  }
}
