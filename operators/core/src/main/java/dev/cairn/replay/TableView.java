package dev.cairn.replay;

import dev.cairn.replay.limiter.RateLimiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one shard knows of its table: its own totals as they are, the others' as they published them
 * last. Not thread-safe.
 */
final class TableView {

  private final int shard;
  private final int shards;
  private final Law law;
  private final RateLimiter limiter;
  private final Map<Integer, ShardTotals> others = new HashMap<>();
  private long othersInserted;
  private long othersSampled;
  private long othersDeleted;

  TableView(TableSpec spec, int shard) {
    this.shard = shard;
    shards = spec.shards();
    law = Law.of(spec);
    limiter = spec.limiter().limiter();
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
    othersInserted = 0;
    othersSampled = 0;
    othersDeleted = 0;
    for (ShardTotals totals : others.values()) {
      othersInserted += totals.totals().inserted();
      othersSampled += totals.totals().sampled();
      othersDeleted += totals.totals().deleted();
    }
  }

  /** The table's totals, of which these are the shard's own. */
  Totals table(Totals own) {
    List<ShardTotals> all = new ArrayList<>(others.size() + 1);
    all.add(new ShardTotals(shard, 0, 0, true, own));
    all.addAll(others.values());
    return law.table(all);
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

  long insertable(ItemLedger own) {
    return limiter.insertable(inserted(own), deleted(own), sampled(own));
  }

  long inserted(ItemLedger own) {
    return own.created + othersInserted;
  }

  private long sampled(ItemLedger own) {
    return own.sampled + othersSampled;
  }

  private long deleted(ItemLedger own) {
    return own.evicted + othersDeleted;
  }
}
