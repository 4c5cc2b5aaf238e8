package dev.cairn.replay;

import java.util.List;

/**
 * What one shard publishes; fields are those of the Stats record on the wire, which documents them.
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
    LimiterBase limiter) {

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

  /**
   * Quantiles at 0, 0.1, 0.25, 0.5, 0.75, 0.9, 1 of a sample of the tier's items.
   *
   * @param bytes payload bytes of the tier's items
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record TierDetail(float[] priorityQuantiles, float[] ageQuantilesMs, long bytes) {}
}
