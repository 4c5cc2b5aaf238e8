package dev.cairn.jobs.inspect;

import dev.cairn.replay.ShardStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The three ledgers by name, and whether they balance. */
final class Ledgers {

  private Ledgers() {}

  static Map<String, Long> steps(
      long received, long assembled, long pending, long dropped, long duplicates, long rejected) {
    Map<String, Long> ledger = new LinkedHashMap<>();
    ledger.put("received", received);
    ledger.put("assembled", assembled);
    ledger.put("pending", pending);
    ledger.put("dropped", dropped);
    ledger.put("duplicates", duplicates);
    ledger.put("rejected", rejected);
    return ledger;
  }

  static Map<String, Long> items(ShardStats.Items items) {
    Map<String, Long> ledger = new LinkedHashMap<>();
    ledger.put("created", items.created());
    ledger.put("live", items.live());
    ledger.put("evicted", items.evicted());
    ledger.put("evictedFull", items.evictions().full());
    ledger.put("evictedBytes", items.evictions().bytes());
    ledger.put("evictedExpired", items.evictions().expired());
    ledger.put("cleared", items.cleared());
    ledger.put("evictedUnsampled", items.evictedUnsampled());
    ledger.put("sampled", items.sampled());
    ledger.put("promoted", items.promoted());
    ledger.put("demoted", items.demoted());
    ledger.put("promotionRefused", items.promotionRefused());
    return ledger;
  }

  static Map<String, Long> updates(
      long received, long applied, long stale, long early, long outOfOrder, long invalid) {
    Map<String, Long> ledger = new LinkedHashMap<>();
    ledger.put("received", received);
    ledger.put("applied", applied);
    ledger.put("stale", stale);
    ledger.put("early", early);
    ledger.put("outOfOrder", outOfOrder);
    ledger.put("invalid", invalid);
    return ledger;
  }

  /**
   * What does not balance, one line each.
   *
   * @param inTiers live items over all tiers
   * @param sampledOf items drawn over all tiers
   */
  static List<String> imbalances(
      Map<String, Long> steps,
      Map<String, Long> items,
      Map<String, Long> updates,
      long inTiers,
      long sampledOf) {
    List<String> lines = new ArrayList<>();
    require(lines, "steps received = what became of them", of(steps, "received"), rest(steps));
    require(
        lines,
        "items created = live + evicted",
        of(items, "created"),
        of(items, "live") + of(items, "evicted"));
    require(
        lines,
        "items evicted = full + bytes + expired + cleared",
        of(items, "evicted"),
        of(items, "evictedFull")
            + of(items, "evictedBytes")
            + of(items, "evictedExpired")
            + of(items, "cleared"));
    require(lines, "items live = sum of tiers", of(items, "live"), inTiers);
    require(lines, "items sampled = sum over tiers", of(items, "sampled"), sampledOf);
    require(
        lines, "updates received = what became of them", of(updates, "received"), rest(updates));
    return lines;
  }

  private static long of(Map<String, Long> ledger, String name) {
    return ledger.getOrDefault(name, 0L);
  }

  private static long rest(Map<String, Long> ledger) {
    return ledger.values().stream().mapToLong(Long::longValue).sum() - of(ledger, "received");
  }

  private static void require(List<String> lines, String rule, long left, long right) {
    if (left != right) {
      lines.add(rule + ": left=" + left + " right=" + right);
    }
  }
}
