package dev.cairn.replay.limiter;

import java.util.Arrays;

/**
 * How many new steps the writers may send. What was granted and has not arrived is not granted
 * again; what was granted longer than the time to live ago counts as lost, so that a dead writer
 * does not hold others back for ever.
 *
 * <p>O(1) time and memory. Time is given by the caller. Not thread-safe.
 */
public final class Allowance {

  /** Granted at every publication when there is no pace, in steps. */
  public static final double UNPACED = 1e6;

  /**
   * The time to live that shards use: well above the time between two quiet publications (1 s) and
   * above what a cold pipeline takes from a writer to the memory, as what is written off too early
   * is granted twice.
   */
  public static final long TTL_MS = 2_500;

  private static final int BUCKETS = 64;

  // Grants of the last ttl in a ring of equal spans of time, and what was inserted when each began.
  private final double[] granted = new double[BUCKETS];
  private final long[] insertedBefore = new long[BUCKETS];
  private final double spanMs;
  private final long ttlMs;
  private long span;
  private long insertedThen;
  private boolean started;

  /**
   * Nothing granted yet.
   *
   * @param ttlMs after so many ms without a publication writers wait; at least 64
   */
  public Allowance(long ttlMs) {
    if (ttlMs < BUCKETS) {
      throw new IllegalArgumentException("ttl_ms must be >= 64: ttl_ms=" + ttlMs);
    }
    this.ttlMs = ttlMs;
    this.spanMs = (double) ttlMs / BUCKETS;
  }

  /** The time to live, ms. */
  public long ttlMs() {
    return ttlMs;
  }

  /**
   * Grants what may be sent on top of what was granted before, for all writers together.
   *
   * @param insertable steps that may be inserted now, from {@link RateLimiter#insertable}
   * @param inserted steps inserted ever, in the whole table
   * @param nowMs ms since the epoch
   * @param most steps granted at most, at least 0
   * @return steps, at least 0
   */
  public double grant(long insertable, long inserted, long nowMs, double most) {
    if (insertable == Long.MAX_VALUE) {
      return UNPACED;
    }
    advance(inserted, nowMs);
    double grant = Math.min(most, Math.max(0, insertable - outstanding(inserted)));
    granted[(int) (span % BUCKETS)] += grant;
    insertedThen = inserted;
    return grant;
  }

  /** The same without a bound of its own. */
  public double grant(long insertable, long inserted, long nowMs) {
    return grant(insertable, inserted, nowMs, Double.POSITIVE_INFINITY);
  }

  /** Steps granted in the last time to live that have not arrived, as of the last grant. */
  public double outstanding(long inserted) {
    if (!started) {
      return 0;
    }
    double grants = 0;
    for (double g : granted) {
      grants += g;
    }
    long arrived = inserted - insertedBefore[(int) ((span + 1) % BUCKETS)];
    return Math.max(0, grants - arrived);
  }

  private void advance(long inserted, long nowMs) {
    long now = (long) Math.floor(nowMs / spanMs);
    if (!started) {
      Arrays.fill(insertedBefore, inserted);
      insertedThen = inserted;
      span = now;
      started = true;
    }
    // A clock that was set back stands still.
    long first = Math.max(span + 1, now - BUCKETS + 1);
    for (long s = first; s <= now; s++) {
      granted[(int) (s % BUCKETS)] = 0;
      insertedBefore[(int) (s % BUCKETS)] = insertedThen;
    }
    span = Math.max(span, now);
  }
}
