package dev.cairn.replay.tier;

/**
 * How items are drawn from one tier, with replacement.
 *
 * @param kind which draw
 * @param uniformMix eta in [0, 1]: each item's chance is (1 - eta) w / W + eta / n over the n
 *     drawable items
 * @param flat every weight is 0 in the whole table: all items count as weight 1
 */
public record DrawRule(Kind kind, double uniformMix, boolean flat) {

  /** How positions are chosen. */
  public enum Kind {
    /** One draw in each of n equal parts of the mass (Schaul et al. 2016, B.2.1). */
    STRATIFIED,
    /** Draws independent of each other. */
    INDEPENDENT,
    /** All drawable items alike, independent of each other. */
    UNIFORM
  }

  public DrawRule {
    if (!(uniformMix >= 0 && uniformMix <= 1)) {
      throw new IllegalArgumentException(
          "uniform mix must be in [0, 1]: uniform_mix=" + uniformMix);
    }
  }
}
