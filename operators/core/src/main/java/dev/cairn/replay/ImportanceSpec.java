package dev.cairn.replay;

import java.io.Serializable;
import java.util.List;

/**
 * How an item's importance is found: a scorer gives a raw score, a normaliser makes it r in [0, 1];
 * of several parts the weighted mean counts (`mix`).
 *
 * @param parts at least one
 */
public record ImportanceSpec(List<Part> parts) implements Serializable {

  /**
   * One scorer with its normaliser.
   *
   * @param weight finite and positive; only its share of the sum counts
   */
  public record Part(double weight, ScorerSpec scorer, NormaliserSpec normaliser)
      implements Serializable {

    /**
     * @throws IllegalArgumentException when the weight is out of range or the two do not fit
     */
    public Part {
      if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("weight must be finite and > 0: weight=" + weight);
      }
      if (normaliser instanceof NormaliserSpec.LiveRank
          && !(scorer instanceof ScorerSpec.TdError)) {
        throw new IllegalArgumentException(
            "live_rank needs a score that is kept with each item, which only td_error's is: scorer="
                + scorer
                + "; take rank");
      }
    }
  }

  /**
   * @throws IllegalArgumentException when there is no part, or more than one that feedback changes
   */
  public ImportanceSpec {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("importance needs a scorer: parts=[]");
    }
    long byFeedback = parts.stream().filter(p -> p.scorer() instanceof ScorerSpec.TdError).count();
    if (byFeedback > 1) {
      throw new IllegalArgumentException(
          "a mix must have td_error once at most: td_error=" + byFeedback);
    }
  }

  /** One scorer and its normaliser. */
  public static ImportanceSpec of(ScorerSpec scorer, NormaliserSpec normaliser) {
    return new ImportanceSpec(List.of(new Part(1, scorer, normaliser)));
  }

  /** Whether items have a score only when their episode has ended. */
  public boolean awaitsEpisode() {
    return parts.stream().anyMatch(part -> part.scorer() instanceof ScorerSpec.EpisodeReturn);
  }
}
