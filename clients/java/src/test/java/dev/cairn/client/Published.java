package dev.cairn.client;

import dev.cairn.schema.ItemLedger;
import dev.cairn.schema.Stats;
import dev.cairn.schema.StepLedger;
import dev.cairn.schema.TableTotals;
import dev.cairn.schema.TierTotals;
import dev.cairn.schema.UpdateLedger;
import dev.cairn.schema.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A hand-fed {@link TableInfo}: what shards publish, without Kafka. */
final class Published {

  final TableInfo info;
  private final List<Consumer<byte[]>> ears = new ArrayList<>();
  private long sequence;

  Published() {
    info =
        new TableInfo(
            each -> {
              ears.add(each);
              return ears::clear;
            });
  }

  void hear(Stats stats) {
    ears.forEach(ear -> ear.accept(Wire.encode(stats)));
  }

  /** A publication of the only shard of "replay". */
  void allow(double steps, int writers, long ttlMs) {
    hear(
        stats("replay", 0, 1, 1, sequence++)
            .setAllowanceSteps(steps)
            .setActiveWriters(writers)
            .setAllowanceTtlMs(ttlMs)
            .build());
  }

  static Stats.Builder stats(String table, int shard, int shards, long attempt, long sequence) {
    return Stats.newBuilder()
        .setSpace("test")
        .setTable(table)
        .setShard(shard)
        .setShards(shards)
        .setAttempt(attempt)
        .setSequence(sequence)
        .setConfigVersion(0)
        .setAtMs(System.currentTimeMillis())
        .setTotals(totals(10, 10))
        .setShares(List.of(1.0))
        .setUniformMix(0)
        .setMaxBatch(64)
        .setCanSample(true)
        .setWaitingRequests(0)
        .setAllowanceSteps(0)
        .setAllowanceTtlMs(1000)
        .setActiveWriters(0)
        .setSteps(StepLedger.newBuilder().build())
        .setItems(ItemLedger.newBuilder().build())
        .setUpdates(UpdateLedger.newBuilder().build());
  }

  static TableTotals totals(long items, double weight) {
    return TableTotals.newBuilder()
        .setInserted(items)
        .setSampled(0)
        .setDeleted(0)
        .setDrawable(items)
        .setMinProbability(items == 0 ? 0 : 1.0 / items)
        .setTiers(List.of(new TierTotals(items, items, weight, items == 0 ? 0 : weight / items)))
        .build();
  }
}
