package dev.cairn.replay;

import dev.cairn.replay.importance.Normaliser;
import dev.cairn.replay.tier.TierMembers;
import java.util.Arrays;
import java.util.List;

/**
 * What must hold of a shard, recomputed: its ledgers balance, each item is in one tier and is one
 * leaf of that tier's tree, its payload can be read from its segment, and sums of weights are those
 * of the leaves. Pure functions; O(items log items) time and about 100 bytes of memory an item
 * beside the payload, of which every segment is read once.
 */
public final class ShardAudit {

  private static final double WEIGHT_TOLERANCE = 1e-9;

  private final TableSpec spec;
  private final Violations violations = new Violations();

  private ShardAudit(TableSpec spec) {
    this.spec = spec;
  }

  /**
   * Audits a stored shard; whatever is in the blocks, it reports rather than throws.
   *
   * @param spec the table as it was configured
   * @param shard its number
   * @param blocks its blocks; only read
   * @param header what {@link ReplayShard#snapshot()} returned
   * @return what is broken, one line each: the rule, then names and values; empty when all holds
   */
  public static List<String> of(
      TableSpec spec, int shard, ReplayShard.Blocks blocks, byte[] header) {
    ShardAudit audit = new ShardAudit(spec);
    int items =
        new IndexAudit(PayloadStore.hasSpans(spec), spec.tiers().size(), audit.violations)
            .run(blocks.fixed(), blocks.changing());
    try {
      ReplayShard stored = ReplayShard.stored(spec, shard, blocks, header, 0);
      audit.check(stored);
      audit.violations.requireEqual(
          "items live are the items of the index",
          "live",
          stored.routing().index.size(),
          "index",
          items);
    } catch (RuntimeException e) {
      // Damage can lead anywhere; what else is broken has been noted.
      audit.violations.add("the shard can be restored", e.toString());
    }
    return audit.violations.lines();
  }

  /**
   * Which items of a stored shard are in a better tier than their importance reaches, by the
   * thresholds of the table and their hysteresis: none, unless the thresholds have been changed
   * since it was stored. Nothing is reported of a shard that cannot be read; {@link #of} does.
   *
   * @param spec the table with the thresholds that were in force
   * @param shard its number
   * @param blocks its blocks; only read
   * @param header what {@link ReplayShard#snapshot()} returned
   * @return as {@link #of}
   */
  public static List<String> placement(
      TableSpec spec, int shard, ReplayShard.Blocks blocks, byte[] header) {
    ShardAudit audit = new ShardAudit(spec);
    try {
      audit.checkPlacement(
          ReplayShard.stored(spec, shard, blocks, header, 0).routing(),
          new TierBounds(spec, shard));
    } catch (RuntimeException e) {
      return List.of();
    }
    return audit.violations.lines();
  }

  private void checkPlacement(Routing routing, TierBounds bounds) {
    for (int t = 0; t < routing.tiers.length; t++) {
      TierMembers tier = routing.tiers[t];
      for (int position = 0; position < tier.size(); position++) {
        int slot = tier.slotAt(position);
        IndexPage page = routing.index.page(slot);
        int at = slot & IndexPage.MASK;
        // An unscored item may be anywhere: it counts as the threshold of the first tier.
        if (!page.isUnscored(at) && bounds.demoted(t, page.importance(at)) != t) {
          violations.add(
              "every item is in a tier that its importance reaches",
              "slot="
                  + slot
                  + " tier="
                  + t
                  + " importance="
                  + (double) page.importance(at) / Normaliser.UNITS
                  + " threshold="
                  + spec.tiers().get(t).threshold());
        }
      }
    }
  }

  private void check(ReplayShard shard) {
    checkLedgers(shard.publish(0, false), shard.routing());
    checkWeights(shard.routing());
    checkPayload(shard.routing());
  }

  private void checkLedgers(ShardStats stats, Routing routing) {
    ShardStats.Items items = stats.items();
    violations.requireEqual(
        "items created = live + evicted",
        "created",
        items.created(),
        "live + evicted",
        items.live() + items.evicted());
    long inTiers = 0;
    for (TierMembers tier : routing.tiers) {
      inTiers += tier.size();
    }
    violations.requireEqual("items live = sum of tiers", "live", items.live(), "in tiers", inTiers);
    violations.requireEqual(
        "items created = insertions numbered",
        "created",
        items.created(),
        "next order",
        routing.nextOrder());
    violations.requireEqual(
        "items sampled = sum over tiers",
        "sampled",
        items.sampled(),
        "over tiers",
        items.sampledOf().stream().mapToLong(Long::longValue).sum());
    ShardStats.Evictions evictions = items.evictions();
    violations.requireEqual(
        "items evicted = full + bytes + expired + cleared",
        "evicted",
        items.evicted(),
        "sum",
        evictions.full() + evictions.bytes() + evictions.expired() + items.cleared());
    if (items.evictedUnsampled() > items.evicted()) {
      violations.add(
          "items evicted unsampled <= evicted",
          "unsampled=" + items.evictedUnsampled() + " evicted=" + items.evicted());
    }
    ShardStats.Steps steps = stats.steps();
    violations.requireEqual(
        "steps received = assembled + pending + dropped + duplicates + rejected",
        "received",
        steps.received(),
        "sum",
        steps.assembled()
            + steps.pending()
            + steps.dropped()
            + steps.duplicates()
            + steps.rejected());
    ShardStats.Updates updates = stats.updates();
    violations.requireEqual(
        "updates received = applied + stale + early + out of order + invalid",
        "received",
        updates.received(),
        "sum",
        updates.applied()
            + updates.stale()
            + updates.early()
            + updates.outOfOrder()
            + updates.invalid());
  }

  private void checkWeights(Routing routing) {
    for (int t = 0; t < routing.tiers.length; t++) {
      TierMembers tier = routing.tiers[t];
      double sum = 0;
      long drawable = 0;
      for (int position = 0; position < tier.size(); position++) {
        double weight = tier.massOf(tier.slotAt(position));
        sum += weight;
        drawable += weight > 0 ? 1 : 0;
      }
      if (!(Math.abs(tier.weight() - sum) <= WEIGHT_TOLERANCE * sum)) {
        violations.add(
            "a tier's weight is the sum of its leaves",
            "tier=" + t + " weight=" + tier.weight() + " leaves=" + sum);
      }
      violations.requireEqual(
          "drawable items are those of positive weight",
          "tier=" + t + " drawable",
          tier.drawable(),
          "positive",
          drawable);
    }
  }

  /** Goes through the items segment by segment, so that each is read once. */
  private void checkPayload(Routing routing) {
    long[] places = new long[routing.index.size()];
    int count = 0;
    for (int slot = 0; slot < routing.index.slots(); slot++) {
      if (routing.index.holds(slot)) {
        places[count++] =
            (long) routing.index.page(slot).segment(slot & IndexPage.MASK) << 32 | slot;
      }
    }
    Arrays.sort(places);
    int from = 0;
    while (from < count) {
      int to = from + 1;
      while (to < count && places[to] >>> 32 == places[from] >>> 32) {
        to++;
      }
      checkSegment(routing, places, from, to);
      from = to;
    }
  }

  private void checkSegment(Routing routing, long[] places, int from, int to) {
    int number = (int) (places[from] >>> 32);
    try {
      Segment segment = routing.payload.segment(number);
      Layout layout = new Layout(spec.signature());
      for (int i = from; i < to; i++) {
        int slot = (int) places[i];
        IndexPage page = routing.index.page(slot);
        int at = slot & IndexPage.MASK;
        String broken = broken(segment, layout, slot, page.row(at), page.length(at));
        if (!broken.isEmpty()) {
          violations.add(
              "every item is readable from its segment",
              "slot=" + slot + " segment=" + number + " " + broken);
        }
      }
    } catch (RuntimeException e) {
      violations.add(
          "every segment with items is readable",
          "segment=" + number + " items=" + (to - from) + " " + e);
    }
  }

  private String broken(Segment segment, Layout layout, int slot, int row, int length) {
    if (row >= segment.rows()) {
      return "row=" + row + " rows=" + segment.rows();
    }
    if (segment.slot(row) != slot) {
      return "row=" + row + " is of slot=" + segment.slot(row);
    }
    int run = segment.runOf(row);
    int steps = segment.steps(run);
    int first = segment.firstRow(run);
    if (length < 1 || length > first + steps - row || steps > segment.rows()) {
      return "row="
          + row
          + " length="
          + length
          + " first row of its run="
          + first
          + " steps="
          + steps;
    }
    long end = segment.payload(run) + (long) layout.payloadBytes(steps);
    if (end > segment.bytes().length) {
      return "payload ends at=" + end + " bytes=" + segment.bytes().length;
    }
    return Pieces.problem(
        segment.bytes(), (int) end, segment.end(run), spec.signature().columns(), steps);
  }
}
