package dev.cairn.jobs.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.flink.StoredShards;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.ShardAudit;
import dev.cairn.replay.ShardContents;
import dev.cairn.replay.ShardStats;
import dev.cairn.replay.TableSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a shard where its state is read, and gives its {@link Figures} as JSON.
 *
 * @param atMs when the checkpoint was taken, ms since the epoch
 * @param top so many items of the highest priority
 * @param export directory for the items; null to write none
 * @param placed whether items must be in tiers that their importance reaches
 */
record StoredFigures(long atMs, int top, @Nullable String export, boolean placed)
    implements StoredShards.Look {

  @Override
  public String at(TableSpec table, int shard, ReplayShard.Blocks blocks, byte[] header)
      throws Exception {
    List<String> violations = new ArrayList<>();
    List<String> broken = new ArrayList<>(ShardAudit.of(table, shard, blocks, header));
    if (placed) {
      broken.addAll(ShardAudit.placement(table, shard, blocks, header));
    }
    for (String line : broken) {
      violations.add("table " + table.name() + ", shard " + shard + ": " + line);
    }
    ObjectMapper json = new ObjectMapper();
    ShardContents contents;
    Figures figures;
    try {
      contents = ShardContents.of(table, shard, blocks, header);
      figures = figures(table, contents, violations);
    } catch (RuntimeException e) {
      if (violations.size() <= 1) {
        // Nothing is broken but that it does not fit: another configuration, most likely.
        throw e;
      }
      return json.writeValueAsString(unreadable(table, violations));
    }
    if (export != null) {
      Path file = Path.of(export).resolve(table.name() + "-" + shard + ".parquet");
      ItemExport.write(table, contents, file);
    }
    return json.writeValueAsString(figures);
  }

  private Figures figures(TableSpec table, ShardContents contents, List<String> violations) {
    ShardStats stats = contents.stats();
    ShardStats.Steps steps = stats.steps();
    ShardStats.Items items = stats.items();
    ShardStats.Updates updates = stats.updates();
    List<TierFigures> tiers = new ArrayList<>();
    List<ShardContents.Tier> found = contents.tiers(atMs);
    for (int t = 0; t < found.size(); t++) {
      ShardContents.Tier tier = found.get(t);
      tiers.add(
          new TierFigures(
              table.tiers().get(t).share(),
              items.sampledOf().get(t),
              tier.items(),
              tier.drawable(),
              tier.excluded(),
              tier.bytes(),
              tier.weight(),
              tier.neverSampled(),
              tier.priorities(),
              tier.agesMs(),
              tier.policyLags()));
    }
    double effectiveSampleSize = contents.effectiveSampleSize();
    return new Figures(
        table.name(),
        1,
        atMs,
        Ledgers.steps(
            steps.received(),
            steps.assembled(),
            steps.pending(),
            steps.dropped(),
            steps.duplicates(),
            steps.rejected()),
        Ledgers.items(items),
        Ledgers.updates(
            updates.received(),
            updates.applied(),
            updates.stale(),
            updates.early(),
            updates.outOfOrder(),
            updates.invalid()),
        tiers,
        stats.segments(),
        stats.heldBytes(),
        stats.liveBytes(),
        stats.maxPolicyVersion(),
        Double.NaN,
        effectiveSampleSize,
        Double.isNaN(effectiveSampleSize) ? withoutSampleSize(table) : "",
        "",
        List.of(),
        contents.top(top),
        violations);
  }

  private static String withoutSampleSize(TableSpec table) {
    String reason = table.sampler().lawless();
    String kind = table.sampler().kind().name().toLowerCase(Locale.ROOT);
    return reason.isEmpty() ? "nothing is drawable" : "sampler " + kind + " " + reason;
  }

  /** A shard of which only is known what is broken. */
  private Figures unreadable(TableSpec table, List<String> violations) {
    List<TierFigures> tiers = new ArrayList<>();
    table
        .tiers()
        .forEach(
            tier ->
                tiers.add(
                    new TierFigures(
                        tier.share(), 0, 0, 0, 0, 0, 0, 0L, List.of(), List.of(), List.of())));
    return new Figures(
        table.name(),
        1,
        atMs,
        Ledgers.steps(0, 0, 0, 0, 0, 0),
        Map.of(),
        Ledgers.updates(0, 0, 0, 0, 0, 0),
        tiers,
        0,
        0,
        0,
        -1,
        Double.NaN,
        Double.NaN,
        "the shard cannot be read",
        "",
        List.of(),
        List.of(),
        violations);
  }
}
