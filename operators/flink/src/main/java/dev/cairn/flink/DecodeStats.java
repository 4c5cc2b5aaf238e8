package dev.cairn.flink;

import dev.cairn.replay.LimiterBase;
import dev.cairn.replay.ShardTotals;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.Totals;
import dev.cairn.schema.Stats;
import dev.cairn.schema.TableTotals;
import dev.cairn.schema.TierTotals;
import dev.cairn.schema.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Decodes what shards publish, for the other shards of their table. Of a table with one shard
 * nothing is passed on: it has no others.
 */
final class DecodeStats extends DecodeFunction<Stats, BroadcastInput> {

  private static final long serialVersionUID = 1L;

  /** What must agree for totals to be usable. */
  private record Shape(int shards, int tiers) implements java.io.Serializable {}

  private final HashMap<String, Shape> shapes = new HashMap<>();

  DecodeStats(PipelineSpec spec) {
    super(spec.space());
    for (TableSpec table : spec.tables()) {
      shapes.put(table.name(), new Shape(table.shards(), table.tiers().size()));
    }
  }

  @Override
  Stats parse(byte[] value) {
    return Wire.decode(value, Stats.class);
  }

  @Override
  String space(Stats stats) {
    return stats.getSpace();
  }

  @Override
  void decode(Stats stats, Input<BroadcastInput> input) throws Rejection {
    Shape shape = shapes.get(stats.getTable());
    if (shape == null) {
      throw new Rejection(
          Reason.UNKNOWN_TABLE,
          "table must be configured: allowed=" + shapes.keySet() + " table=" + stats.getTable());
    }
    if (stats.getShards() != shape.shards()
        || stats.getShard() < 0
        || stats.getShard() >= shape.shards()
        || stats.getTotals().getTiers().size() != shape.tiers()) {
      throw new Rejection(
          Reason.OUT_OF_RANGE,
          "stats must be of a table of this shape: table="
              + stats.getTable()
              + " allowed="
              + shape
              + " shard="
              + stats.getShard()
              + " shards="
              + stats.getShards()
              + " tiers="
              + stats.getTotals().getTiers().size());
    }
    Totals totals = totals(stats.getTotals(), stats.getExcluded());
    if (shape.shards() > 1) {
      input.emit(
          new BroadcastInput.TableTotals(
              stats.getTable(),
              new ShardTotals(
                  stats.getShard(),
                  stats.getAttempt(),
                  stats.getSequence(),
                  stats.getCanSample(),
                  new LimiterBase(
                      stats.getSamplesPerInsert(), stats.getMinSize(), stats.getLimiterBase()),
                  totals)));
    }
  }

  private static Totals totals(TableTotals wire, List<Long> excluded) throws Rejection {
    List<Totals.Tier> tiers = new ArrayList<>();
    for (int t = 0; t < wire.getTiers().size(); t++) {
      TierTotals tier = wire.getTiers().get(t);
      boolean finite = Double.isFinite(tier.getWeight()) && Double.isFinite(tier.getMinWeight());
      Rejection.require(
          finite && tier.getWeight() >= 0 && tier.getMinWeight() >= 0,
          Reason.NOT_FINITE,
          "weights must be finite and >= 0: tier=",
          tier);
      tiers.add(
          new Totals.Tier(
              tier.getLive(),
              tier.getDrawable(),
              tier.getWeight(),
              tier.getMinWeight(),
              t < excluded.size() ? excluded.get(t) : 0));
    }
    return new Totals(
        wire.getInserted(),
        wire.getSampled(),
        wire.getDeleted(),
        wire.getMinProbability(),
        List.copyOf(tiers));
  }
}
