package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;

/** Which tiers make a table together. */
final class TierRules {

  static final int MAX_TIERS = 100;

  private TierRules() {}

  /**
   * Refuses tiers that do not fit together, or of which a shard could hold no item.
   *
   * @throws IllegalArgumentException naming the tier
   */
  static void require(List<TierSpec> tiers, long capacityItems, int shards) {
    if (tiers.isEmpty() || tiers.size() > MAX_TIERS) {
      throw new IllegalArgumentException("a table must have 1 to 100 tiers: tiers=" + tiers.size());
    }
    double above = 1;
    for (int t = 0; t < tiers.size(); t++) {
      TierSpec tier = tiers.get(t);
      requireThreshold(t, tier.threshold(), above, t == tiers.size() - 1);
      above = tier.threshold();
      if (capacityItems * tier.capacityShare() / shards < 1) {
        throw new IllegalArgumentException(
            "each tier of each shard must hold at least 1 item: tier="
                + t
                + " capacity_items="
                + capacityItems
                + " capacity_share="
                + tier.capacityShare()
                + " shards="
                + shards);
      }
    }
    requireOne("share", tiers.stream().mapToDouble(TierSpec::share).sum(), tiers);
    requireOne("capacity_share", tiers.stream().mapToDouble(TierSpec::capacityShare).sum(), tiers);
  }

  private static void requireThreshold(int tier, double threshold, double above, boolean last) {
    if (last ? threshold != 0 : !(threshold > 0 && threshold < above)) {
      throw new IllegalArgumentException(
          (last
                  ? "the last tier must have threshold 0"
                  : "thresholds must be in (0, 1) and decrease from tier to tier")
              + ": tier="
              + tier
              + " threshold="
              + threshold);
    }
  }

  private static void requireOne(String name, double sum, List<TierSpec> tiers) {
    if (!(Math.abs(sum - 1) <= 1e-6)) {
      throw new IllegalArgumentException(
          "the tiers' " + name + " must sum to 1: sum=" + sum + " tiers=" + tiers);
    }
  }

  /** Says, a line each, where a full tier does not make its items likelier than the next. */
  static List<String> warnings(List<TierSpec> tiers) {
    List<String> warnings = new ArrayList<>();
    for (int t = 1; t < tiers.size(); t++) {
      TierSpec better = tiers.get(t - 1);
      TierSpec worse = tiers.get(t);
      if (better.share() / better.capacityShare() <= worse.share() / worse.capacityShare()) {
        warnings.add(
            "share / capacity_share ought to decrease from tier to tier, else a full tier "
                + (t - 1)
                + " does not make its items likelier than tier "
                + t
                + ": share="
                + better.share()
                + ", "
                + worse.share()
                + " capacity_share="
                + better.capacityShare()
                + ", "
                + worse.capacityShare());
      }
    }
    return warnings;
  }
}
