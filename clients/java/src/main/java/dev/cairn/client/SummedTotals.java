package dev.cairn.client;

import dev.cairn.schema.Stats;
import dev.cairn.schema.TableTotals;
import dev.cairn.schema.TierTotals;
import java.util.ArrayList;
import java.util.List;

/** Sums what the shards of a table publish. Pure functions. */
final class SummedTotals {

  private SummedTotals() {}

  /** Counters of all shards; items, weights and P_min of those that can sample. */
  static TableTotals of(List<Stats> shards) {
    List<TierTotals> tiers = new ArrayList<>();
    for (int t = 0; t < shards.get(0).getShares().size(); t++) {
      tiers.add(tier(shards, t));
    }
    long inserted = 0;
    long sampled = 0;
    long deleted = 0;
    for (Stats shard : shards) {
      inserted += shard.getTotals().getInserted();
      sampled += shard.getTotals().getSampled();
      deleted += shard.getTotals().getDeleted();
    }
    long drawable = tiers.stream().mapToLong(TierTotals::getDrawable).sum();
    double least = minProbability(tiers, shards.get(0).getShares(), shards.get(0).getUniformMix());
    return new TableTotals(inserted, sampled, deleted, drawable, least, tiers);
  }

  private static TierTotals tier(List<Stats> shards, int t) {
    TierTotals sum = new TierTotals(0L, 0L, 0.0, 0.0);
    for (Stats shard : shards) {
      TierTotals tier = shard.getTotals().getTiers().get(t);
      if (shard.getCanSample()) {
        sum.setLive(sum.getLive() + tier.getLive());
        if (tier.getDrawable() > 0) {
          boolean first = sum.getDrawable() == 0;
          sum.setMinWeight(
              first ? tier.getMinWeight() : Math.min(sum.getMinWeight(), tier.getMinWeight()));
          sum.setDrawable(sum.getDrawable() + tier.getDrawable());
          sum.setWeight(sum.getWeight() + tier.getWeight());
        }
      }
    }
    return sum;
  }

  /**
   * min_t p_t [(1 - eta) w_min,t / W_t + eta / |t|], shares rescaled to the tiers that have items.
   */
  private static double minProbability(List<TierTotals> tiers, List<Double> shares, double eta) {
    double total = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int t = 0; t < tiers.size(); t++) {
      TierTotals tier = tiers.get(t);
      if (tier.getDrawable() > 0) {
        total += shares.get(t);
        double inside =
            (1 - eta) * tier.getMinWeight() / tier.getWeight() + eta / tier.getDrawable();
        least = Math.min(least, shares.get(t) * inside);
      }
    }
    return total > 0 ? least / total : 0;
  }
}
