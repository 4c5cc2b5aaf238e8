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
    implements Serializable {}
