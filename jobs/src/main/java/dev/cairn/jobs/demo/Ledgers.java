package dev.cairn.jobs.demo;

import dev.cairn.schema.ItemLedger;
import dev.cairn.schema.Stats;
import dev.cairn.schema.StepLedger;
import dev.cairn.schema.UpdateLedger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The ledgers of a table, summed over its shards, and whether they balance.
 *
 * @param steps received = assembled + pending + dropped + duplicates + rejected
 * @param items created = live + evicted
 * @param updates received = applied + stale + early + outOfOrder + invalid
 * @param tiers live items of each tier
 */
public record Ledgers(Steps steps, Items items, Updates updates, List<Long> tiers) {

  public Ledgers {
    tiers = List.copyOf(tiers);
  }

  /** Steps of chunks that decoded. */
  public record Steps(
      long received, long assembled, long pending, long dropped, long duplicates, long rejected) {}

  /** Items of the memory. */
  public record Items(
      long created,
      long live,
      long evicted,
      long sampled,
      long promoted,
      long demoted,
      long promotionRefused) {}

  /** Priority updates. */
  public record Updates(
      long received, long applied, long stale, long early, long outOfOrder, long invalid) {}

  /** Sums the newest stats of each shard. */
  public static Ledgers of(Collection<Stats> shards) {
    long[] s = new long[6];
    long[] i = new long[7];
    long[] u = new long[6];
    List<Long> tiers = new ArrayList<>();
    for (Stats shard : shards) {
      StepLedger steps = shard.getSteps();
      add(
          s,
          steps.getReceived(),
          steps.getAssembled(),
          steps.getPending(),
          steps.getDropped(),
          steps.getDuplicates(),
          steps.getRejected());
      ItemLedger items = shard.getItems();
      add(
          i,
          items.getCreated(),
          items.getLive(),
          items.getEvicted(),
          items.getSampled(),
          items.getPromoted(),
          items.getDemoted(),
          items.getPromotionRefused());
      UpdateLedger updates = shard.getUpdates();
      add(
          u,
          updates.getReceived(),
          updates.getApplied(),
          updates.getStale(),
          updates.getEarly(),
          updates.getOutOfOrder(),
          updates.getInvalid());
      for (int t = 0; t < shard.getTotals().getTiers().size(); t++) {
        long live = shard.getTotals().getTiers().get(t).getLive();
        if (t < tiers.size()) {
          tiers.set(t, tiers.get(t) + live);
        } else {
          tiers.add(live);
        }
      }
    }
    return new Ledgers(
        new Steps(s[0], s[1], s[2], s[3], s[4], s[5]),
        new Items(i[0], i[1], i[2], i[3], i[4], i[5], i[6]),
        new Updates(u[0], u[1], u[2], u[3], u[4], u[5]),
        tiers);
  }

  /**
   * What does not balance, one line each; empty when everything does.
   *
   * @param acknowledgedSteps steps that writers have an acknowledgement for
   */
  public List<String> imbalances(long acknowledgedSteps) {
    List<String> lines = new ArrayList<>();
    long stepParts =
        steps.assembled()
            + steps.pending()
            + steps.dropped()
            + steps.duplicates()
            + steps.rejected();
    check(lines, "steps.received is the sum of its outcomes", steps.received(), stepParts);
    check(
        lines,
        "steps.received less duplicates is what was acknowledged",
        steps.received() - steps.duplicates(),
        acknowledgedSteps);
    check(
        lines, "items.created is live + evicted", items.created(), items.live() + items.evicted());
    check(
        lines,
        "items.live is the sum of the tiers",
        items.live(),
        tiers.stream().mapToLong(Long::longValue).sum());
    check(lines, "items.created is steps.assembled", items.created(), steps.assembled());
    long updateParts =
        updates.applied()
            + updates.stale()
            + updates.early()
            + updates.outOfOrder()
            + updates.invalid();
    check(lines, "updates.received is the sum of its outcomes", updates.received(), updateParts);
    return lines;
  }

  private static void check(List<String> lines, String rule, long left, long right) {
    if (left != right) {
      lines.add(rule + ": left=" + left + " right=" + right);
    }
  }

  private static void add(long[] sums, long... values) {
    for (int i = 0; i < values.length; i++) {
      sums[i] += values[i];
    }
  }
}
