package dev.cairn.replay;

import java.util.List;

/** Whether importance divides a table's items over its tiers at all. Pure functions. */
public final class TierBalance {

  private static final double MOST = 0.95;
  private static final long WARM_UP = 1_000;

  private TierBalance() {}

  /**
   * A line for people when one tier holds more than 95 % of the items after the warm-up: then the
   * score says nothing. Warmed up is a table that has created 1,000 items and {@code min_size} of
   * them; where feedback changes importance, one that has had as many values as items too, for
   * until then items are where they start.
   *
   * @param spec the table
   * @param live items of each tier, of the table or of one of its shards
   * @param created items ever created there
   * @param applied values of feedback ever applied there
   * @return empty when all is well, also for a tier whose share of the capacity is above 95 %
   */
  public static String warning(TableSpec spec, List<Long> live, long created, long applied) {
    boolean warm =
        created >= Math.max(WARM_UP, spec.limiter().minSize())
            && (applied >= created || !changesWithFeedback(spec));
    long items = live.stream().mapToLong(Long::longValue).sum();
    for (int t = 0; warm && spec.tiers().size() > 1 && t < live.size(); t++) {
      if (live.get(t) > MOST * items && spec.tiers().get(t).capacityShare() <= MOST) {
        return "one tier holds more than 95 % of the items, so importance says nothing: tier="
            + t
            + " items="
            + live.get(t)
            + " of="
            + items
            + "; take another importance.scorer or normaliser, other thresholds, or one tier";
      }
    }
    return "";
  }

  private static boolean changesWithFeedback(TableSpec spec) {
    for (ImportanceSpec.Part part : spec.importance().parts()) {
      boolean own = part.scorer() instanceof ScorerSpec.Custom;
      if (part.scorer() instanceof ScorerSpec.TdError
          || (own && part.scorer().scorer(spec.signature()).isRescored())) {
        return true;
      }
    }
    return false;
  }
}
