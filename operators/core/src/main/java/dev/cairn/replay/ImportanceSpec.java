package dev.cairn.replay;

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

  /** Scorers of this version. */
  public enum Scorer {
    REWARD,
    TD_ERROR
  }

  /** Normalisers of this version. */
  public enum Normaliser {
    RANK,
    FIXED
  }
}
