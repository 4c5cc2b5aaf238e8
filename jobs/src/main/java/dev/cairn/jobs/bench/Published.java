package dev.cairn.jobs.bench;

import dev.cairn.schema.Stats;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Statistics of every shard of the table.
 *
 * @param shards by the number of the shard, at least one
 */
record Published(Map<Integer, Stats> shards) {

  Published {
    shards = Map.copyOf(shards);
  }

  /** Those of a table's only shard. */
  Stats only() {
    if (shards.size() != 1) {
      throw new IllegalStateException("the table must have one shard: shards=" + shards.keySet());
    }
    return shards.values().iterator().next();
  }

  long sum(ToLongFunction<Stats> count) {
    return shards.values().stream().mapToLong(count).sum();
  }

  /** How fast a count grew, a second; each shard by its own clock. */
  double rateSince(Published before, ToLongFunction<Stats> count) {
    double rate = 0;
    for (Map.Entry<Integer, Stats> each : before.shards.entrySet()) {
      Stats old = each.getValue();
      Stats now = shards.getOrDefault(each.getKey(), old);
      double seconds = Math.max(1, now.getAtMs() - old.getAtMs()) / 1e3;
      rate += (count.applyAsLong(now) - count.applyAsLong(old)) / seconds;
    }
    return rate;
  }
}
