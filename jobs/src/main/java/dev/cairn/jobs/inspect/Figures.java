package dev.cairn.jobs.inspect;

import dev.cairn.replay.ItemView;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierBalance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in a table, or in one shard of it.
 *
 * @param table its name
 * @param shards number of shards that the figures are of
 * @param atMs when this was so, ms since the epoch
 * @param steps ledger of steps: received, then what became of them
 * @param items ledger of items: created, live, evicted, ...
 * @param updates ledger of priority updates: received, then what became of them
 * @param tiers every tier
 * @param segments payload segments
 * @param heldBytes payload bytes held, dead rows included
 * @param liveBytes payload bytes of live items
 * @param maxPolicyVersion largest policy version known; -1 when none
 * @param policyLag mean lag of lately sampled items; NaN when unknown, as it is in a checkpoint
 * @param effectiveSampleSize as a share of the batch, in (0, 1]; of lately drawn batches in a
 *     running job, of a large batch in a checkpoint; NaN when unknown
 * @param noSampleSize why that is unknown; empty when it is known
 * @param waiting why requests wait or writers are paced; empty when nothing holds
 * @param warnings what is allowed but probably not meant, one line each; of a whole table only
 * @param top items of the highest priority; none from a running job
 * @param violations what does not hold, one line each; empty when all does
 */
public record Figures(
    String table,
    int shards,
    long atMs,
    Map<String, Long> steps,
    Map<String, Long> items,
    Map<String, Long> updates,
    List<TierFigures> tiers,
    int segments,
    long heldBytes,
    long liveBytes,
    long maxPolicyVersion,
    double policyLag,
    double effectiveSampleSize,
    String noSampleSize,
    String waiting,
    List<String> warnings,
    List<ItemView> top,
    List<String> violations) {

  /** Items evicted without ever having been drawn, as a share of those evicted; NaN when none. */
  public double evictedUnsampledShare() {
    long evicted = items.getOrDefault("evicted", 0L);
    return evicted == 0
        ? Double.NaN
        : (double) items.getOrDefault("evictedUnsampled", 0L) / evicted;
  }

  /**
   * This and another shard of the same table together.
   *
   * @param topItems items of the highest priority to keep
   */
  public Figures plus(Figures other, int topItems) {
    List<TierFigures> both = new ArrayList<>();
    for (int t = 0; t < tiers.size(); t++) {
      both.add(tiers.get(t).plus(other.tiers.get(t)));
    }
    List<ItemView> best = new ArrayList<>(top);
    best.addAll(other.top);
    best.sort(Comparator.comparingDouble(ItemView::priority).reversed());
    List<String> broken = new ArrayList<>(violations);
    broken.addAll(other.violations);
    long mine = items.getOrDefault("live", 0L);
    long theirs = other.items.getOrDefault("live", 0L);
    double sampleSize = mean(effectiveSampleSize, mine, other.effectiveSampleSize, theirs);
    return new Figures(
        table,
        shards + other.shards,
        Math.max(atMs, other.atMs),
        sum(steps, other.steps),
        sum(items, other.items),
        sum(updates, other.updates),
        both,
        segments + other.segments,
        heldBytes + other.heldBytes,
        liveBytes + other.liveBytes,
        Math.max(maxPolicyVersion, other.maxPolicyVersion),
        mean(policyLag, mine, other.policyLag, theirs),
        sampleSize,
        !Double.isNaN(sampleSize) ? "" : noSampleSize.isEmpty() ? other.noSampleSize : noSampleSize,
        waiting.isEmpty() ? other.waiting : waiting,
        List.of(),
        best.subList(0, Math.min(topItems, best.size())),
        broken);
  }

  /** The same with the warnings of the table, all of whose shards are in it. */
  public Figures withWarnings(TableSpec spec) {
    List<String> lines = new ArrayList<>(spec.warnings());
    String lopsided =
        TierBalance.warning(
            spec,
            tiers.stream().map(TierFigures::items).toList(),
            items.getOrDefault("created", 0L),
            updates.getOrDefault("applied", 0L));
    if (!lopsided.isEmpty()) {
      lines.add(lopsided);
    }
    return new Figures(
        table,
        shards,
        atMs,
        steps,
        items,
        updates,
        tiers,
        segments,
        heldBytes,
        liveBytes,
        maxPolicyVersion,
        policyLag,
        effectiveSampleSize,
        noSampleSize,
        waiting,
        lines,
        top,
        violations);
  }

  private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
    Map<String, Long> sum = new LinkedHashMap<>(a);
    b.forEach((name, value) -> sum.merge(name, value, Long::sum));
    return sum;
  }

  private static double mean(double a, long items, double b, long others) {
    if (Double.isNaN(a) || items == 0) {
      return b;
    }
    return Double.isNaN(b) || others == 0 ? a : (a * items + b * others) / (items + others);
  }
}
