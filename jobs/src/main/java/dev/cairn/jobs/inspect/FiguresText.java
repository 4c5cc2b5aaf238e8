package dev.cairn.jobs.inspect;

import dev.cairn.replay.ItemView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Figures as tables for people. */
public final class FiguresText {

  /** Why items went, and how many of those that went were never drawn. */
  private static final Set<String> EVICTIONS =
      Set.of("evictedFull", "evictedBytes", "evictedExpired", "cleared", "evictedUnsampled");

  private final StringBuilder text = new StringBuilder();

  private FiguresText() {}

  /** The figures of one table. */
  public static String of(Figures figures) {
    FiguresText printed = new FiguresText();
    printed.print(figures);
    return printed.text.toString();
  }

  private void print(Figures f) {
    line("table %s   %s   shards %d", f.table(), Instant.ofEpochMilli(f.atMs()), f.shards());
    line("  steps    %s", ledger(f.steps(), name -> true));
    line("  items    %s", ledger(f.items(), name -> !EVICTIONS.contains(name)));
    line("  evicted  %s", ledger(f.items(), EVICTIONS::contains));
    line("  updates  %s", ledger(f.updates(), name -> true));
    line(
        "  payload  %,d segments, %s held, %s of live items",
        f.segments(), bytes(f.heldBytes()), bytes(f.liveBytes()));
    line(
        "  policy   newest version %s, lag %s     effective sample size %s",
        f.maxPolicyVersion() < 0 ? "unknown" : Long.toString(f.maxPolicyVersion()),
        number(f.policyLag()),
        f.noSampleSize().isEmpty()
            ? percent(f.effectiveSampleSize())
            : "n/a (" + f.noSampleSize() + ")");
    line("  evicted without ever being sampled %s", percent(f.evictedUnsampledShare()));
    if (!f.waiting().isEmpty()) {
      line("  waiting  %s", f.waiting());
    }
    f.warnings().forEach(warning -> line("  warning  %s", warning));
    tiers(f);
    quantiles(f);
    top(f.top());
    violations(f.violations());
  }

  private void tiers(Figures f) {
    long sampled = f.tiers().stream().mapToLong(TierFigures::sampled).sum();
    line("");
    line(
        "  %-5s %12s %12s %12s %12s %14s %8s %8s %14s",
        "tier",
        "items",
        "drawable",
        "excluded",
        "bytes",
        "weight",
        "share",
        "realised",
        "never sampled");
    for (int t = 0; t < f.tiers().size(); t++) {
      TierFigures tier = f.tiers().get(t);
      Long never = tier.neverSampled();
      line(
          "  %-5d %,12d %,12d %,12d %12s %14s %8s %8s %14s",
          t,
          tier.items(),
          tier.drawable(),
          tier.excluded(),
          bytes(tier.bytes()),
          number(tier.weight()),
          percent(tier.share()),
          percent(sampled == 0 ? Double.NaN : (double) tier.sampled() / sampled),
          never == null ? "-" : String.format(Locale.ROOT, "%,d", never));
    }
  }

  private void quantiles(Figures f) {
    line("");
    line(
        "  %-13s %10s %10s %10s %10s %10s %10s %10s",
        "", "min", "p10", "p25", "p50", "p75", "p90", "max");
    for (int t = 0; t < f.tiers().size(); t++) {
      TierFigures tier = f.tiers().get(t);
      quantiles(t, "priority", tier.priorities(), 1);
      quantiles(t, "age, s", tier.agesMs(), 1_000);
      quantiles(t, "policy lag", tier.policyLags(), 1);
    }
  }

  private void quantiles(int tier, String name, List<Float> values, double unit) {
    if (values.isEmpty() || values.get(0).isNaN()) {
      return;
    }
    StringBuilder row = new StringBuilder();
    for (float value : values) {
      row.append(String.format(Locale.ROOT, " %10s", number(value / unit)));
    }
    line("  %d %-11s%s", tier, name, row);
  }

  private void top(List<ItemView> items) {
    if (items.isEmpty()) {
      return;
    }
    line("");
    line(
        "  %-20s %4s %12s %11s %8s %8s   %s",
        "highest priority: id", "tier", "priority", "importance", "sampled", "policy", "inserted");
    for (ItemView item : items) {
      line(
          "  %-20s %4d %12s %11s %8d %8s   %s",
          Long.toHexString(item.id()),
          item.tier(),
          number(item.priority()),
          number(item.importance()),
          item.timesSampled(),
          item.policyVersion() < 0 ? "-" : Long.toString(item.policyVersion()),
          Instant.ofEpochMilli(item.insertedMs()));
    }
  }

  private void violations(List<String> violations) {
    line("");
    if (violations.isEmpty()) {
      line("  every invariant holds");
      return;
    }
    line("  BROKEN invariants:");
    violations.forEach(violation -> line("    %s", violation));
  }

  private static String ledger(Map<String, Long> ledger, Predicate<String> entries) {
    return ledger.entrySet().stream()
        .filter(entry -> entries.test(entry.getKey()))
        .map(entry -> String.format(Locale.ROOT, "%,d ", entry.getValue()) + words(entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  /** promotionRefused as promotion refused, evictedFull as full. */
  private static String words(String name) {
    return name.replaceFirst("^evicted(?=[A-Z])", "")
        .replaceAll("([A-Z])", " $1")
        .toLowerCase(Locale.ROOT)
        .strip();
  }

  private static String bytes(long bytes) {
    if (bytes < 10_240) {
      return String.format(Locale.ROOT, "%,d B", bytes);
    }
    boolean mega = bytes >= 10L << 20;
    return String.format(Locale.ROOT, "%,d %s", bytes >> (mega ? 20 : 10), mega ? "MiB" : "KiB");
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "unknown" : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "unknown";
    }
    return Math.abs(value) >= 1e6 || (value != 0 && Math.abs(value) < 1e-3)
        ? String.format(Locale.ROOT, "%.3g", value)
        : String.format(Locale.ROOT, "%,.4g", value);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
