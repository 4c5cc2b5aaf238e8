package dev.cairn.jobs.inspect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in one tier, of one shard or of a table.
 *
 * @param share p_t: configured share of the draws
 * @param sampled items ever drawn from it, repetitions counted
 * @param items items held
 * @param drawable those of positive weight that are not excluded
 * @param excluded those that are excluded from the draws, as their policy is too old
 * @param bytes payload bytes of the items
 * @param weight sum of the weights
 * @param neverSampled items held that were never drawn; null from a running job
 * @param priorities abs(TD error) or priority at 0, 0.1, 0.25, 0.5, 0.75, 0.9, 1
 * @param agesMs age in ms at the same points
 * @param policyLags newest known policy version minus that of the item, at the same points; empty
 *     from a running job
 */
public record TierFigures(
    double share,
    long sampled,
    long items,
    long drawable,
    long excluded,
    long bytes,
    double weight,
    @Nullable Long neverSampled,
    List<Float> priorities,
    List<Float> agesMs,
    List<Float> policyLags) {

  /** The same tier of two shards together. */
  TierFigures plus(TierFigures other) {
    return new TierFigures(
        share,
        sampled + other.sampled,
        items + other.items,
        drawable + other.drawable,
        excluded + other.excluded,
        bytes + other.bytes,
        weight + other.weight,
        neverSampled == null || other.neverSampled == null
            ? null
            : neverSampled + other.neverSampled,
        merged(priorities, other.priorities, other.items),
        merged(agesMs, other.agesMs, other.items),
        merged(policyLags, other.policyLags, other.items));
  }

  /** Ends are exact; between them, means weighted by items. */
  private List<Float> merged(List<Float> mine, List<Float> theirs, long theirItems) {
    if (items == 0 || mine.isEmpty()) {
      return theirs;
    }
    if (theirItems == 0 || theirs.isEmpty()) {
      return mine;
    }
    List<Float> merged = new ArrayList<>();
    int last = mine.size() - 1;
    for (int i = 0; i <= last; i++) {
      float a = mine.get(i);
      float b = theirs.get(i);
      if (i == 0 || i == last) {
        merged.add(i == 0 ? Math.min(a, b) : Math.max(a, b));
      } else {
        merged.add((float) ((a * (double) items + b * (double) theirItems) / (items + theirItems)));
      }
    }
    return merged;
  }
}
