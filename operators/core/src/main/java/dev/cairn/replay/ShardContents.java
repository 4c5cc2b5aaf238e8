package dev.cairn.replay;

import dev.cairn.replay.importance.Normaliser;
import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * What is in a stored shard: figures over all of its items, not a sample, and the items themselves.
 * Reads the index once, about 90 bytes of memory an item; payload is read where it is asked for.
 * Nothing is written. Not thread-safe.
 */
public final class ShardContents {

  /** Where quantiles are taken: 0, 0.1, 0.25, 0.5, 0.75, 0.9 and 1. */
  public static final List<Double> SHARES = List.of(0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0);

  private final ReplayShard memory;
  private final Routing routing;
  private final BatchColumns columns;
  private final Law law;
  private final long rowBytes;
  private final boolean lawless;

  private ShardContents(TableSpec spec, ReplayShard memory) {
    this.memory = memory;
    routing = memory.routing();
    columns = BatchColumns.of(spec, routing.index, routing.payload, routing::likelihood);
    law = Law.of(spec);
    rowBytes = routing.payload.rowBytes();
    lawless = !spec.sampler().lawless().isEmpty();
  }

  /**
   * The contents as {@link ReplayShard#snapshot()} left them: nothing is moved or evicted, even
   * where the table is configured otherwise by now.
   *
   * @throws IllegalArgumentException as {@link ReplayShard#restore}
   */
  public static ShardContents of(
      TableSpec spec, int shard, ReplayShard.Blocks blocks, byte[] header) {
    return new ShardContents(spec, ReplayShard.stored(spec, shard, blocks, header, 0));
  }

  /**
   * What is in one tier.
   *
   * @param items items held
   * @param drawable those of positive weight that are not excluded
   * @param excluded those that are excluded from the draws, as their policy is too old
   * @param neverSampled those never drawn
   * @param bytes payload bytes of the items; what they share with others is counted for each
   * @param weight sum of the weights
   * @param priorities abs(TD error) or priority at {@link #SHARES}; NaN when the tier is empty
   * @param agesMs age at the same points, ms
   * @param policyLags newest known policy version minus that of the item, at the same points, of
   *     items whose version is known; NaN when there are none
   */
  public record Tier(
      long items,
      long drawable,
      long excluded,
      long neverSampled,
      long bytes,
      double weight,
      List<Float> priorities,
      List<Float> agesMs,
      List<Float> policyLags) {}

  /** Ledgers and totals, as the shard publishes them; those of the last batches are not stored. */
  public ShardStats stats() {
    return memory.publish(0, false);
  }

  /**
   * Every tier.
   *
   * @param nowMs when ages are taken, ms since the epoch
   */
  public List<Tier> tiers(long nowMs) {
    long newest = stats().maxPolicyVersion();
    List<Tier> tiers = new ArrayList<>();
    for (TierMembers members : routing.tiers) {
      int size = members.size();
      float[] values = new float[size];
      float[] ages = new float[size];
      float[] lags = new float[size];
      int lagging = 0;
      long unsampled = 0;
      long rows = 0;
      for (int position = 0; position < size; position++) {
        int slot = members.slotAt(position);
        IndexPage page = routing.index.page(slot);
        int at = slot & IndexPage.MASK;
        values[position] = page.value(at);
        ages[position] = Math.max(0, nowMs - page.insertedMs(at));
        rows += page.length(at);
        unsampled += page.sampled(at) == 0 ? 1 : 0;
        if (page.policyVersion(at) >= 0 && newest >= 0) {
          lags[lagging++] = newest - page.policyVersion(at);
        }
      }
      tiers.add(
          new Tier(
              size,
              members.drawable(),
              size - members.included(),
              unsampled,
              rows * rowBytes,
              members.weight(),
              quantiles(values),
              quantiles(ages),
              quantiles(Arrays.copyOf(lags, lagging))));
    }
    return tiers;
  }

  private static List<Float> quantiles(float[] values) {
    Arrays.sort(values);
    double[] shares = SHARES.stream().mapToDouble(Double::doubleValue).toArray();
    List<Float> quantiles = new ArrayList<>();
    for (float quantile : Recent.quantiles(values, shares)) {
      quantiles.add(quantile);
    }
    return quantiles;
  }

  /**
   * Effective sample size of a large batch from this shard alone, as a share of it: (sum w)^2 / (B
   * sum w^2) of the weights w = 1 / P(i) at beta = 1, P(i) by the law of the table's sampler. In
   * (0, 1]; NaN when nothing is drawable, or the sampler has no law ({@link SamplerSpec#lawless}).
   */
  public double effectiveSampleSize() {
    if (lawless) {
      return Double.NaN;
    }
    TotalSums totals = TotalSums.of(stats().totals());
    boolean flat = totals.isFlat();
    if (flat) {
      totals.flatten();
    }
    double inverse = 0;
    long drawable = totals.totals().drawable();
    for (int t = 0; t < routing.tiers.length; t++) {
      TierMembers members = routing.tiers[t];
      for (int position = 0; position < members.size(); position++) {
        int slot = members.slotAt(position);
        double weight = !flat ? members.massOf(slot) : members.isExcluded(slot) ? 0 : 1;
        inverse += weight > 0 ? 1 / law.probability(totals, t, weight) : 0;
      }
    }
    // E[w] = sum P (1/P) = N and E[w^2] = sum 1/P.
    return drawable == 0 ? Double.NaN : (double) drawable * drawable / inverse;
  }

  /**
   * The items of the highest priority, highest first; of equal ones the smaller slot first.
   *
   * @param n at most so many
   */
  public List<ItemView> top(int n) {
    Comparator<ItemView> best =
        Comparator.comparingDouble(ItemView::priority).reversed().thenComparingInt(ItemView::slot);
    PriorityQueue<ItemView> kept = new PriorityQueue<>(best.reversed());
    forEach(
        item -> {
          kept.add(item);
          if (kept.size() > n) {
            kept.remove();
          }
        });
    return kept.stream().sorted(best).toList();
  }

  /** Hands over every item, tier by tier. */
  public void forEach(Consumer<ItemView> consumer) {
    for (int t = 0; t < routing.tiers.length; t++) {
      TierMembers members = routing.tiers[t];
      for (int position = 0; position < members.size(); position++) {
        consumer.accept(view(members.slotAt(position), t));
      }
    }
  }

  private ItemView view(int slot, int tier) {
    IndexPage page = routing.index.page(slot);
    int at = slot & IndexPage.MASK;
    return new ItemView(
        slot,
        page.id(at),
        tier,
        page.value(at),
        page.isUnscored(at) ? Double.NaN : (double) page.importance(at) / Normaliser.UNITS,
        routing.tiers[tier].weightOf(slot),
        page.sampled(at),
        page.insertedMs(at),
        page.policyVersion(at));
  }

  /**
   * The payload of an item as a batch of it alone would have it. At most one read of a block.
   *
   * @param slot of an item that is held
   * @return tensors that hold until the next call
   */
  public List<DrawnBatch.ColumnData> payload(int slot) {
    return columns.gather(new int[] {slot});
  }
}
