package dev.cairn.flink;

import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.ShardStats;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierBalance;
import dev.cairn.replay.Totals;
import org.apache.flink.metrics.MetricGroup;

/**
 * A shard that lives on this subtask: its memory, the configuration in force, and when it
 * publishes. Not thread-safe.
 */
final class HostedShard {

  private static final long STATS_MS = 1_000;
  private static final long URGENT_STATS_MS = 10;

  final int number;
  final Long key;
  final ShardMetrics metrics;

  /** As it is configured now. */
  TableSpec table;

  ReplayShard memory;

  /** Version of the configuration in force. */
  long configVersion;

  /** The table is dropped: the memory is empty and stays so. */
  boolean dropped;

  /** Up to when clearing was asked for and done, ms since the epoch. */
  long clearedMs;

  private String warning = "";
  private long lastStatsMs;
  private long lastDetailsMs;

  HostedShard(TableSpec table, int number, Long key, ReplayShard memory, MetricGroup metrics) {
    this.table = table;
    this.number = number;
    this.key = key;
    this.memory = memory;
    this.metrics = new ShardMetrics(metrics, table, number);
    publishSoon();
  }

  /** Makes it due, details too: before its first input, and after a change. */
  void publishSoon() {
    lastStatsMs = Long.MIN_VALUE / 2;
    lastDetailsMs = Long.MIN_VALUE / 2;
  }

  /** When it ought to publish next, ms since the epoch. */
  long dueMs() {
    return lastStatsMs + (memory.urgent() ? URGENT_STATS_MS : STATS_MS);
  }

  /** Whether it ought to publish now: also when the clock was set back behind the last time. */
  boolean due(long nowMs) {
    return nowMs >= dueMs() || nowMs < lastStatsMs;
  }

  /** Whether what it publishes now should have details. */
  boolean detailsDue(long nowMs) {
    return nowMs - lastDetailsMs >= STATS_MS || nowMs < lastDetailsMs;
  }

  /** The warning that what it publishes gives rise to, once until it is over; else empty. */
  String newWarning(ShardStats stats) {
    String before = warning;
    warning =
        TierBalance.warning(
            table,
            stats.totals().tiers().stream().map(Totals.Tier::live).toList(),
            stats.items().created(),
            stats.updates().applied());
    return before.isEmpty() ? warning : "";
  }

  void published(long nowMs, boolean detailed) {
    lastStatsMs = nowMs;
    if (detailed) {
      lastDetailsMs = nowMs;
    }
  }
}
