package dev.cairn.replay;

import java.io.Serializable;

/**
 * One tier of a table, tier 0 being the most important.
 *
 * @param threshold smallest importance whose home is this tier, in (0, 1); 0 for the last tier
 * @param share p_t: share of the draws, in (0, 1]; a table's shares sum to 1
 * @param capacityShare share of the table's items, in (0, 1]; a table's capacity shares sum to 1
 */
public record TierSpec(double threshold, double share, double capacityShare)
    implements Serializable {

  /**
   * @throws IllegalArgumentException when a number is out of its range
   */
  public TierSpec {
    if (!(threshold >= 0 && threshold < 1)) {
      throw new IllegalArgumentException("threshold must be in [0, 1): threshold=" + threshold);
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in (0, 1]: share=" + share);
    }
    if (!(capacityShare > 0 && capacityShare <= 1)) {
      throw new IllegalArgumentException(
          "capacity_share must be in (0, 1]: capacity_share=" + capacityShare);
    }
  }
}
