package dev.cairn.jobs.demo;

import dev.cairn.client.TableInfo;
import dev.cairn.schema.Stats;
import dev.cairn.schema.TierDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Reads the run's figures from what the table publishes. Used by one thread. */
final class Meter implements AutoCloseable {

  /** Places of the median and the 90 % quantile in a tier's detail. */
  private static final int MEDIAN = 3;

  private static final int HIGH = 5;

  private final TableInfo info;
  private final String table;
  private final long limit;
  private final long startMs;
  private final Rate inserts = new Rate();
  private final Rate samples = new Rate();
  private final AtomicReference<@Nullable Stats> detailed = new AtomicReference<>();
  private final java.util.function.Consumer<Stats> listener = this::hear;

  Meter(TableInfo info, String table, long limit, long startMs) {
    this.info = info;
    this.table = table;
    this.limit = limit;
    this.startMs = startMs;
    info.addListener(listener);
  }

  private void hear(Stats stats) {
    if (stats.getTable().equals(table)
        && stats.getShard() == 0
        && !stats.getTierDetails().isEmpty()) {
      detailed.set(stats);
    }
  }

  /** The run now. */
  Progress read(long envSteps, long updates, double meanReturn, long nowMs) {
    List<Stats> shards = info.shards(table);
    Ledgers ledgers = Ledgers.of(shards);
    long created = ledgers.items().created();
    long sampled = ledgers.items().sampled();
    return new Progress(
        envSteps,
        limit,
        (nowMs - startMs) / 1000.0,
        updates,
        meanReturn,
        inserts.read(created, nowMs),
        samples.read(sampled, nowMs),
        created == 0 ? 0 : (double) sampled / created,
        ledgers.tiers(),
        mean(shards, s -> quantile(s.getFeedbackMs(), 0)),
        mean(shards, s -> quantile(s.getFeedbackMs(), 1)),
        mean(shards, Stats::getPolicyLag),
        mean(shards, Stats::getEffectiveSampleSize),
        details(MEDIAN),
        details(HIGH),
        shards.isEmpty() ? "" : shards.get(0).getReason());
  }

  /** Tiers of the first shard stand for those of the table. */
  private List<Float> details(int place) {
    Stats stats = detailed.get();
    List<Float> values = new ArrayList<>();
    if (stats != null) {
      for (TierDetail tier : stats.getTierDetails()) {
        values.add(
            place < tier.getPriorityQuantiles().size()
                ? tier.getPriorityQuantiles().get(place)
                : Float.NaN);
      }
    }
    return values;
  }

  private static double quantile(List<Float> quantiles, int place) {
    return place < quantiles.size() ? quantiles.get(place) : Double.NaN;
  }

  private static double mean(List<Stats> shards, ToDoubleFunction<Stats> figure) {
    return shards.stream()
        .mapToDouble(figure)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  @Override
  public void close() {
    info.removeListener(listener);
  }
}
