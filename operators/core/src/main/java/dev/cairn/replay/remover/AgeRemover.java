package dev.cairn.replay.remover;

/**
 * An item of the last tier goes once it was inserted longer ago than a duration, a full tier gives
 * up its oldest one. Items go in the order of their insertion. O(1).
 */
public final class AgeRemover extends FifoRemover {

  private final long durationMs;

  /**
   * @param durationMs at least 1
   */
  public AgeRemover(long durationMs) {
    this.durationMs = durationMs;
  }

  @Override
  public int expired(Tier tier, long nowMs, long policyVersion) {
    int oldest = tier.oldest();
    return oldest != NONE && nowMs - tier.insertedMs(oldest) > durationMs ? oldest : NONE;
  }
}
