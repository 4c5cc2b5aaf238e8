package dev.cairn.replay;

import java.io.Serializable;

/**
 * The rate limiter (Reverb's arithmetic).
 *
 * @param minSize items needed before anything is sampled, at least 1
 * @param samplesPerInsert spi > 0, or NaN for no pace
 * @param errorBuffer b: samples - inserts x spi stays within b of minSize x spi
 */
public record LimiterSpec(long minSize, double samplesPerInsert, double errorBuffer)
    implements Serializable {

  /** Whether samples and inserts are held to a ratio. */
  public boolean paced() {
    return !Double.isNaN(samplesPerInsert);
  }
}
