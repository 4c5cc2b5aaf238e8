package dev.cairn.replay.limiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Limits that are refused, because nothing would ever be sampled or inserted under them. */
class RateLimiterRefusalsTest {

  @Test
  void samplesPerInsert_notPositive_isRefused() {
    refused(() -> RateLimiter.sampleToInsert(0, 10, 1), "samples_per_insert=0.0");
    refused(() -> RateLimiter.sampleToInsert(-2, 10, 1), "samples_per_insert=-2.0");
  }

  @Test
  void minSize_belowOne_isRefused() {
    refused(() -> RateLimiter.minSize(0), "min_size=0");
    refused(() -> RateLimiter.sampleToInsert(1, -5, 1), "min_size=-5");
  }

  @Test
  void minDiff_aboveSpiTimesMinSize_isRefused() {
    refused(() -> new RateLimiter(10, 2, 20.5, 100), "min_diff=20.5");
    assertThat(new RateLimiter(10, 2, 20, 100).canSample(10, 0, 0, 0)).isTrue();
  }

  @Test
  void maxDiffMinusMinDiff_belowABatchAndAChunk_isRefused() {
    RateLimiter limiter = RateLimiter.sampleToInsert(2, 100, 47);
    // 2 x 47 < 64 + 2 x 16 = 96
    refused(() -> limiter.requireRoomFor(64, 16), "raise error_buffer to at least 48.0");
    RateLimiter.sampleToInsert(2, 100, 48).requireRoomFor(64, 16);
  }

  /** What Reverb asks for, an error buffer of max(1, spi), is not enough for whole batches. */
  @Test
  void reverbsOwnBound_locksUp_andIsRefused() {
    double spi = 8;
    RateLimiter limiter = RateLimiter.sampleToInsert(spi, 100, Math.max(1, spi));
    assertThat(locksUp(limiter, 64, 16)).isTrue();
    refused(() -> limiter.requireRoomFor(64, 16), "the limiter can lock up");
    RateLimiter enough = RateLimiter.sampleToInsert(spi, 100, 96);
    enough.requireRoomFor(64, 16);
    assertThat(locksUp(enough, 64, 16)).isFalse();
  }

  /** Whether batches and chunks, sent whenever they may, come to an end. */
  private static boolean locksUp(RateLimiter limiter, int batch, int chunk) {
    long inserts = 0;
    long samples = 0;
    for (int i = 0; i < 10_000; i++) {
      if (limiter.canSample(inserts, 0, samples, batch)) {
        samples += batch;
      } else if (limiter.canInsert(inserts, 0, samples, chunk)) {
        inserts += chunk;
      } else {
        return true;
      }
    }
    return false;
  }

  private static void refused(Runnable construction, String part) {
    assertThatIllegalArgumentException().isThrownBy(construction::run).withMessageContaining(part);
  }
}
