package dev.cairn.replay.limiter;

/**
 * Decides whether items may be sampled and inserted, with Reverb's arithmetic ({@code
 * rate_limiter.cc}). Counts are of items, over the whole table. Immutable.
 *
 * <pre>
 * can_sample(n): inserts - deletes >= min_size  and  inserts spi - samples - n >= min_diff
 * can_insert(n): inserts + n - deletes <= min_size  or  (inserts + n) spi - samples <= max_diff
 * </pre>
 *
 * @param minSize items held before any is sampled, at least 1
 * @param samplesPerInsert spi, finite and > 0
 * @param minDiff least inserts x spi - samples, at most spi x minSize; -infinity for none
 * @param maxDiff largest inserts x spi - samples; +infinity for none
 */
public record RateLimiter(long minSize, double samplesPerInsert, double minDiff, double maxDiff) {

  /**
   * @throws IllegalArgumentException when a limit is out of its range, or none could ever be kept
   */
  public RateLimiter {
    if (minSize < 1) {
      throw new IllegalArgumentException("min_size must be >= 1: min_size=" + minSize);
    }
    if (!(samplesPerInsert > 0 && samplesPerInsert < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "samples_per_insert must be finite and > 0: samples_per_insert=" + samplesPerInsert);
    }
    if (!(minDiff <= samplesPerInsert * minSize)) {
      throw new IllegalArgumentException(
          "min_diff must be <= samples_per_insert * min_size, else nothing is ever sampled: min_diff="
              + minDiff
              + " samples_per_insert="
              + samplesPerInsert
              + " min_size="
              + minSize);
    }
    if (!(maxDiff >= minDiff) || minDiff == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "max_diff must be >= min_diff: max_diff=" + maxDiff + " min_diff=" + minDiff);
    }
  }

  /** Only holds sampling back until so many items are there. */
  public static RateLimiter minSize(long minSize) {
    return new RateLimiter(minSize, 1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * Keeps inserts x spi - samples within {@code errorBuffer} of spi x minSize.
   *
   * @param errorBuffer b, finite and >= 0
   */
  public static RateLimiter sampleToInsert(
      double samplesPerInsert, long minSize, double errorBuffer) {
    if (!(errorBuffer >= 0 && errorBuffer < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "error_buffer must be finite and >= 0: error_buffer=" + errorBuffer);
    }
    double middle = samplesPerInsert * minSize;
    return new RateLimiter(minSize, samplesPerInsert, middle - errorBuffer, middle + errorBuffer);
  }

  /**
   * Refuses limits between which sampling and inserting could both wait for ever, as a batch and a
   * chunk go whole or not at all.
   *
   * @param maxBatch largest request, items
   * @param maxChunk largest chunk, items
   * @throws IllegalArgumentException when max_diff - min_diff < maxBatch + spi x maxChunk
   */
  public void requireRoomFor(int maxBatch, int maxChunk) {
    double room = maxDiff - minDiff;
    double needed = maxBatch + samplesPerInsert * maxChunk;
    if (!(room >= needed)) {
      throw new IllegalArgumentException(
          "the limiter can lock up: max_diff - min_diff (2 * error_buffer) must be >= max_batch +"
              + " samples_per_insert * max_chunk_steps = "
              + needed
              + ": max_diff - min_diff="
              + room
              + " max_batch="
              + maxBatch
              + " samples_per_insert="
              + samplesPerInsert
              + " max_chunk_steps="
              + maxChunk
              + "; raise error_buffer to at least "
              + needed / 2);
    }
  }

  /** Whether inserts are held to a ratio. */
  public boolean paced() {
    return maxDiff < Double.POSITIVE_INFINITY;
  }

  /** Whether n more items may be sampled. */
  public boolean canSample(long inserts, long deletes, long samples, long n) {
    return inserts - deletes >= minSize && inserts * samplesPerInsert - samples - n >= minDiff;
  }

  /** Whether n more items may be inserted. */
  public boolean canInsert(long inserts, long deletes, long samples, long n) {
    return inserts + n - deletes <= minSize
        || (inserts + n) * samplesPerInsert - samples <= maxDiff;
  }

  /** What is held between min_diff and max_diff: inserts x spi - samples. */
  public double position(long inserts, long samples) {
    return inserts * samplesPerInsert - samples;
  }

  /**
   * The largest n for which {@link #canInsert} holds, at least 0; {@code Long.MAX_VALUE} without a
   * pace.
   */
  public long insertable(long inserts, long deletes, long samples) {
    if (!paced()) {
      return Long.MAX_VALUE;
    }
    // May be beyond what a long holds, or inexact by one: hence the steps below.
    double byRatio = Math.floor((maxDiff + samples) / samplesPerInsert) - inserts;
    long n = (long) Math.max(minSize + deletes - (double) inserts, byRatio);
    n = Math.max(0, Math.min(n, Long.MAX_VALUE / 4));
    if (n < Long.MAX_VALUE / 4 && canInsert(inserts, deletes, samples, n + 1)) {
      return n + 1;
    }
    return n > 0 && !canInsert(inserts, deletes, samples, n) ? n - 1 : n;
  }

  /** What holds back a sample of n items, for people; empty when nothing does. */
  public String whyNotSample(long inserts, long deletes, long samples, long n) {
    long size = inserts - deletes;
    if (size < minSize) {
      return "waiting for items: size=" + size + " min_size=" + minSize;
    }
    double diff = inserts * samplesPerInsert - samples - n;
    if (!(diff >= minDiff)) {
      return "waiting for inserts: inserts * samples_per_insert - samples - n="
          + diff
          + " min_diff="
          + minDiff;
    }
    return "";
  }

  /** What holds back an insert of n items, for people; empty when nothing does. */
  public String whyNotInsert(long inserts, long deletes, long samples, long n) {
    if (canInsert(inserts, deletes, samples, n)) {
      return "";
    }
    return "writers wait for samples: (inserts + n) * samples_per_insert - samples="
        + ((inserts + n) * samplesPerInsert - samples)
        + " max_diff="
        + maxDiff;
  }
}
