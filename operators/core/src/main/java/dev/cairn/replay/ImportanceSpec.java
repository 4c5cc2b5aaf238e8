package dev.cairn.replay;

import dev.cairn.replay.importance.FixedNormaliser;
import dev.cairn.replay.importance.LiveRankNormaliser;
import dev.cairn.replay.importance.RankNormaliser;
import dev.cairn.replay.importance.RewardScorer;
import dev.cairn.replay.importance.TdErrorScorer;
import java.io.Serializable;

/**
 * How an item's importance is found: a scorer gives a raw score, a normaliser makes it r in [0, 1].
 *
 * @param scorer what is scored
 * @param absoluteReward for {@code REWARD}: take abs(reward)
 * @param normaliser how a score becomes importance
 * @param window M of {@code RANK}: between M and 2M recent scores are compared with; at least 100
 * @param low for {@code FIXED}: the score whose importance is 0
 * @param high for {@code FIXED}: the score whose importance is 1; above {@code low}
 */
public record ImportanceSpec(
    Scorer scorer,
    boolean absoluteReward,
    Normaliser normaliser,
    int window,
    double low,
    double high)
    implements Serializable {

  /**
   * @throws IllegalArgumentException when a parameter that the normaliser uses is out of its range
   */
  public ImportanceSpec {
    normaliser(normaliser, window, low, high);
    if (normaliser == Normaliser.LIVE_RANK && scorer != Scorer.TD_ERROR) {
      throw new IllegalArgumentException(
          "live_rank needs a score that is kept with each item, which only td_error's is: scorer="
              + scorer
              + "; take rank");
    }
  }

  /** The scorer. */
  public dev.cairn.replay.importance.Scorer newScorer() {
    return switch (scorer) {
      case REWARD -> new RewardScorer(absoluteReward);
      case TD_ERROR -> new TdErrorScorer();
    };
  }

  /** A normaliser that has seen nothing yet. */
  public dev.cairn.replay.importance.Normaliser newNormaliser() {
    return normaliser(normaliser, window, low, high);
  }

  private static dev.cairn.replay.importance.Normaliser normaliser(
      Normaliser kind, int window, double low, double high) {
    return switch (kind) {
      case RANK -> new RankNormaliser(window);
      case LIVE_RANK -> new LiveRankNormaliser();
      case FIXED -> new FixedNormaliser(low, high);
    };
  }

  /** Scorers of this version. */
  public enum Scorer {
    REWARD,
    TD_ERROR
  }

  /** Normalisers of this version. */
  public enum Normaliser {
    /** Among recent scores. */
    RANK,
    /** Among the newest scores of the live items; for scores that feedback changes. */
    LIVE_RANK,
    /** Linear between two given scores. */
    FIXED
  }
}
