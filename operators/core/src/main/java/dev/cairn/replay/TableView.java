package dev.cairn.replay;

import dev.cairn.replay.limiter.RateLimiter;
import java.util.HashMap;
import java.util.Map;

/**
 * What one shard knows of its table: its own totals as they are, the others' as they published them
 * last. Not thread-safe.
 */
final class TableView {

  private final int shard;
  private final int shards;
  private LimiterSpec limits;
  private Law law;
  private RateLimiter limiter;
  private LimiterBase base;
  private final Map<Integer, ShardTotals> others = new HashMap<>();
  private final TotalSums othersSums;
  // Samples of the others that the limiter counts from the beginning: see LimiterBase.
  private long othersBase;

  TableView(TableSpec spec, int shard) {
    this.shard = shard;
    shards = spec.shards();
    law = Law.of(spec);
    limits = spec.limiter();
    limiter = limits.limiter();
    base = LimiterBase.fromTheBeginning(limits);
    othersSums = new TotalSums(spec.tiers().size());
  }

  /** Goes on with other shares, uniform mix and limiter. */
  void configure(TableSpec spec, ItemLedger own) {
    law = Law.of(spec);
    limits = spec.limiter();
    limiter = limits.limiter();
    resume(base, own);
    sumOthers();
  }

  /** Takes the base that was stored, unless it is of another limiter: then it starts anew. */
  void resume(LimiterBase stored, ItemLedger own) {
    base =
        stored.isOf(limits)
            ? stored
            : LimiterBase.fromNow(limits, shards, own.created, own.evicted, own.sampled);
  }

  /** This shard's base of the limiter. */
  LimiterBase base() {
    return base;
  }

  Law law() {
    return law;
  }

  RateLimiter limiter() {
    return limiter;
  }

  /** Takes in what another shard published, unless something newer of it is known. */
  void observe(ShardTotals other) {
    if (other.shard() == shard || other.shard() < 0 || other.shard() >= shards) {
      return;
    }
    ShardTotals known = others.get(other.shard());
    if (known != null) {
      int order = Long.compare(other.attempt(), known.attempt());
      if (order < 0 || (order == 0 && other.sequence() <= known.sequence())) {
        return;
      }
    }
    others.put(other.shard(), other);
    sumOthers();
  }

  private void sumOthers() {
    othersSums.clear();
    othersBase = 0;
    for (ShardTotals other : others.values()) {
      othersSums.add(other.totals(), other.canSample());
      othersBase += baseOf(other);
    }
  }

  /** A shard that has not changed its limiter yet counts as if it had. */
  private long baseOf(ShardTotals other) {
    Totals totals = other.totals();
    LimiterBase published = other.limiter();
    return published.isOf(limits)
        ? published.samples()
        : LimiterBase.fromNow(limits, shards, totals.inserted(), totals.deleted(), totals.sampled())
            .samples();
  }

  /** Fills in the table's totals, without P_min, of which these are the shard's own. */
  void fill(TotalSums table, TotalSums own) {
    table.clear();
    table.add(own);
    table.add(othersSums);
  }

  boolean canSample(ItemLedger own, long items) {
    return limiter.canSample(inserted(own), deleted(own), sampled(own), items);
  }

  /** Whether the table has as many items as it needs before any is sampled. */
  boolean filled(ItemLedger own) {
    return inserted(own) - deleted(own) >= limiter.minSize();
  }

  String whyNotSample(ItemLedger own, long items) {
    return limiter.whyNotSample(inserted(own), deleted(own), sampled(own), items);
  }

  String whyNotInsert(ItemLedger own, long items) {
    return limiter.whyNotInsert(inserted(own), deleted(own), sampled(own), items);
  }

  boolean canInsert(ItemLedger own, long items) {
    return limiter.canInsert(inserted(own), deleted(own), sampled(own), items);
  }

  /** Where the limiter is between its limits. */
  double position(ItemLedger own) {
    return limiter.position(inserted(own), sampled(own));
  }

  long insertable(ItemLedger own) {
    return limiter.insertable(inserted(own), deleted(own), sampled(own));
  }

  long inserted(ItemLedger own) {
    return own.created + othersSums.inserted;
  }

  /** Samples as the limiter counts them. */
  private long sampled(ItemLedger own) {
    return own.sampled + base.samples() + othersSums.sampled + othersBase;
  }

  private long deleted(ItemLedger own) {
    return own.evicted + othersSums.deleted;
  }
}
