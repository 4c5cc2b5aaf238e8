package dev.cairn.replay;

/**
 * Where a shard's part of the rate limiter's difference (inserts x spi - samples) starts: added to
 * its samples. Counters run from a table's first item; a limiter that was changed must not count
 * what happened under the old one, or a table of 10^6 inserts whose ratio goes from 1 to 8 would
 * hold its writers back for 7 x 10^6 samples.
 *
 * <p>Each shard's base follows from its own counters alone, so shards need not change at one
 * moment. Immutable.
 *
 * @param samplesPerInsert spi that the base was made for; 0 without a pace
 * @param minSize min_size that the base was made for; 0 without a pace
 * @param samples the base, in samples; 0 for a limiter that never changed
 */
public record LimiterBase(double samplesPerInsert, long minSize, long samples) {

  /** Of a limiter that counts from the first item on. */
  public static LimiterBase fromTheBeginning(LimiterSpec limiter) {
    return limiter.paced()
        ? new LimiterBase(limiter.samplesPerInsert(), limiter.minSize(), 0)
        : new LimiterBase(0, 0, 0);
  }

  /**
   * Of a limiter that starts now: as if the shard had just been filled with the items that it
   * holds, up to its part of min_size. A full table so starts in the middle of the limiter's
   * window, where both sampling and inserting are allowed.
   *
   * @param shards shards of the table, at least 1
   */
  static LimiterBase fromNow(
      LimiterSpec limiter, int shards, long inserted, long deleted, long sampled) {
    LimiterBase start = fromTheBeginning(limiter);
    if (!limiter.paced()) {
      return start;
    }
    double filled = Math.min(inserted - deleted, (double) limiter.minSize() / shards);
    double samples = (inserted - filled) * limiter.samplesPerInsert() - sampled;
    return new LimiterBase(start.samplesPerInsert, start.minSize, Math.round(samples));
  }

  /** Whether the base was made for this limiter. */
  boolean isOf(LimiterSpec limiter) {
    LimiterBase start = fromTheBeginning(limiter);
    return start.samplesPerInsert == samplesPerInsert && start.minSize == minSize;
  }
}
