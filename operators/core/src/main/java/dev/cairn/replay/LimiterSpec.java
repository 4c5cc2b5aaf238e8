package dev.cairn.replay;

import dev.cairn.replay.limiter.RateLimiter;
import java.io.Serializable;

/**
 * The rate limiter (Reverb's arithmetic).
 *
 * @param minSize m: items needed before anything is sampled, at least 1
 * @param samplesPerInsert spi, finite and > 0, or NaN for no pace
 * @param errorBuffer b, finite and >= 0: inserts x spi - samples stays within b of m x spi; unused
 *     without a pace
 */
public record LimiterSpec(long minSize, double samplesPerInsert, double errorBuffer)
    implements Serializable {

  /**
   * @throws IllegalArgumentException when a limit is out of its range
   */
  public LimiterSpec {
    limiter(minSize, samplesPerInsert, errorBuffer);
  }

  /** The limiter that this describes. */
  public RateLimiter limiter() {
    return limiter(minSize, samplesPerInsert, errorBuffer);
  }

  private static RateLimiter limiter(long minSize, double samplesPerInsert, double errorBuffer) {
    return Double.isNaN(samplesPerInsert)
        ? RateLimiter.minSize(minSize)
        : RateLimiter.sampleToInsert(samplesPerInsert, minSize, errorBuffer);
  }

  /** Whether samples and inserts are held to a ratio. */
  public boolean paced() {
    return !Double.isNaN(samplesPerInsert);
  }
}
