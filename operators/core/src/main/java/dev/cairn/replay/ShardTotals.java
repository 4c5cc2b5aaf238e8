package dev.cairn.replay;

/**
 * Another shard's totals as it published them.
 *
 * @param shard its number
 * @param attempt its attempt stamp
 * @param sequence number of the publication within the attempt; of two the larger (attempt,
 *     sequence) counts
 * @param canSample whether it would answer a request of one item
 * @param limiter its part of the limiter's start
 * @param totals its totals
 */
public record ShardTotals(
    int shard,
    long attempt,
    long sequence,
    boolean canSample,
    LimiterBase limiter,
    Totals totals) {}
