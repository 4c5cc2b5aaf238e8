package dev.cairn.replay;

import java.util.List;

/**
 * What one shard publishes; fields are those of the Stats record on the wire, which documents them,
 * but for {@link #inside}, which is for metrics alone.
 */
public record ShardStats(
    int shard,
    long attempt,
    long sequence,
    long atMs,
    Totals totals,
    boolean canSample,
    int waitingRequests,
    String reason,
    double allowanceSteps,
    int activeWriters,
    Steps steps,
    Items items,
    Updates updates,
    int segments,
    long heldBytes,
    long liveBytes,
    long maxPolicyVersion,
    double policyLag,
    double effectiveSampleSize,
    float feedbackMsP50,
    float feedbackMsP99,
    List<TierDetail> tierDetails,
    LimiterBase limiter,
    Inside inside) {

  /** received = assembled + pending + dropped + duplicates + rejected. */
  public record Steps(
      long received, long assembled, long pending, long dropped, long duplicates, long rejected) {}

  /**
   * created = live + evicted, of which cleared and evictions say why; sampled = sum of sampledOf,
   * which has one entry a tier.
   */
  public record Items(
      long created,
      long live,
      long evicted,
      long evictedUnsampled,
      long sampled,
      List<Long> sampledOf,
      long promoted,
      long demoted,
      long promotionRefused,
      long cleared,
      Evictions evictions) {}

  /**
   * Why items left; with those cleared, {@link Items#evicted}.
   *
   * @param full their tier was full, or holds less than it did
   * @param bytes the byte budget was used up
   * @param expired the remover did not want them any more although there was room
   */
  public record Evictions(long full, long bytes, long expired) {}

  /** received = applied + stale + early + outOfOrder + invalid. */
  public record Updates(
      long received, long applied, long stale, long early, long outOfOrder, long invalid) {}

  /** What holds requests or writers back. */
  public enum Hold {
    /** Nothing does. */
    NOTHING,
    /** Requests wait for the table to have its min_size. */
    MIN_SIZE,
    /** Requests wait for inserts: the limiter is at min_diff. */
    INSERTS,
    /** Requests wait for items of this shard that can be drawn. */
    DRAWABLE,
    /** Writers wait for samples: the limiter is at max_diff. */
    SAMPLES
  }

  /**
   * What others need not know of a shard.
   *
   * @param hold what the reason says, as one of a few
   * @param limiterPosition inserts x samples_per_insert - samples, over the table as the shard
   *     knows it; NaN without a pace
   * @param limiterMin min_diff, what the position must keep for items to be sampled; NaN likewise
   * @param limiterMax max_diff, what it must keep below for items to be inserted; NaN likewise
   * @param droppedRequests requests dropped unanswered, their deadline having passed; ever
   * @param payloadReads items whose payload was asked for in this attempt
   * @param payloadLoads segments that had to be read from the store for that
   * @param segmentsCleaned segments cleaned in this attempt
   */
  public record Inside(
      Hold hold,
      double limiterPosition,
      double limiterMin,
      double limiterMax,
      long droppedRequests,
      long payloadReads,
      long payloadLoads,
      long segmentsCleaned) {}

  /**
   * Quantiles at 0, 0.1, 0.25, 0.5, 0.75, 0.9, 1 of a sample of the tier's items.
   *
   * @param bytes payload bytes of the tier's items
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record TierDetail(float[] priorityQuantiles, float[] ageQuantilesMs, long bytes) {}
}
