package dev.cairn.replay.limiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.random.SplitMix64;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

  @Test
  void canSample_sampleToInsert_keepsTheRatio() {
    // spi 2, m 10, b 5: inserts * 2 - samples stays in [15, 25].
    RateLimiter limiter = RateLimiter.sampleToInsert(2, 10, 5);
    assertThat(limiter.canSample(9, 0, 0, 1)).isFalse(); // size 9
    assertThat(limiter.canSample(10, 1, 0, 1)).isFalse(); // size 9
    assertThat(limiter.canSample(10, 0, 0, 5)).isTrue(); // diff = 15
    assertThat(limiter.canSample(10, 0, 0, 6)).isFalse(); // diff = 14
    assertThat(limiter.canSample(10, 0, 5, 1)).isFalse(); // diff = 14
    assertThat(limiter.canSample(11, 0, 5, 2)).isTrue(); // diff = 15
    assertThat(limiter.canSample(12, 2, 5, 4)).isTrue(); // diff = 15, size 10
  }

  @Test
  void canInsert_sampleToInsert_keepsTheRatio() {
    RateLimiter limiter = RateLimiter.sampleToInsert(2, 10, 5);
    assertThat(limiter.canInsert(0, 0, 0, 10)).isTrue(); // size 10
    assertThat(limiter.canInsert(10, 0, 0, 2)).isTrue(); // diff = 24
    assertThat(limiter.canInsert(10, 0, 0, 3)).isFalse(); // diff = 26
    assertThat(limiter.canInsert(12, 0, 1, 1)).isTrue(); // diff = 25
    assertThat(limiter.canInsert(100, 95, 0, 5)).isTrue(); // size 10, whatever the diff
    assertThat(limiter.canInsert(100, 95, 0, 6)).isFalse(); // size 11, diff = 212
  }

  @Test
  void minSize_only_neverHoldsInsertsBack() {
    RateLimiter limiter = RateLimiter.minSize(3);
    assertThat(limiter.paced()).isFalse();
    assertThat(limiter.canSample(2, 0, 0, 1)).isFalse();
    assertThat(limiter.canSample(3, 0, 1L << 60, 1_000)).isTrue();
    assertThat(limiter.canInsert(1L << 60, 0, 0, 1_000)).isTrue();
    assertThat(limiter.insertable(1L << 60, 0, 0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void insertable_random_isTheLargestThatCanBeInserted() {
    SplitMix64 random = new SplitMix64(12);
    for (int i = 0; i < 100_000; i++) {
      double spi = Math.pow(10, random.nextDouble(-3, 3));
      RateLimiter limiter =
          RateLimiter.sampleToInsert(spi, 1 + random.nextInt(1_000), random.nextDouble(1_000));
      long inserts = random.nextInt(10_000);
      long deletes = random.nextLong(inserts + 1);
      long samples = random.nextInt(1_000_000);
      long n = limiter.insertable(inserts, deletes, samples);
      assertThat(n).isNotNegative();
      assertThat(limiter.canInsert(inserts, deletes, samples, n + 1)).isFalse();
      assertThat(n == 0 || limiter.canInsert(inserts, deletes, samples, n)).isTrue();
    }
  }

  @Test
  void batchesAndChunks_roomAsRequired_neverLockUp() {
    SplitMix64 random = new SplitMix64(13);
    for (int run = 0; run < 2_000; run++) {
      double spi = Math.pow(10, random.nextDouble(-2, 2));
      int batch = 1 + random.nextInt(128);
      int chunk = 1 + random.nextInt(64);
      long minSize = 1 + random.nextInt(500);
      RateLimiter limiter =
          RateLimiter.sampleToInsert(spi, minSize, (batch + spi * chunk) / 2 * (1 + 1e-12));
      limiter.requireRoomFor(batch, chunk);
      long inserts = 0;
      long samples = 0;
      for (int i = 0; i < 200; i++) {
        boolean canInsert = limiter.canInsert(inserts, 0, samples, chunk);
        boolean canSample = limiter.canSample(inserts, 0, samples, batch);
        assertThat(canInsert || canSample || inserts < minSize)
            .as("run=%s inserts=%s samples=%s %s", run, inserts, samples, limiter)
            .isTrue();
        if (canInsert && (!canSample || random.nextBoolean()) || inserts < minSize) {
          inserts += chunk;
        } else {
          samples += batch;
        }
      }
    }
  }

  @Test
  void requireRoomFor_tooLittle_namesWhatWouldDo() {
    // Acme's DQN: 32 samples an insert with a small buffer.
    RateLimiter limiter = RateLimiter.sampleToInsert(32, 1_000, 32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.requireRoomFor(64, 16))
        .withMessageContaining("max_diff - min_diff=64.0")
        .withMessageContaining("error_buffer to at least 288.0");
    RateLimiter.sampleToInsert(32, 1_000, 288).requireRoomFor(64, 16);
    RateLimiter.minSize(1).requireRoomFor(1_000_000, 1_000_000);
  }

  @Test
  void constructor_badLimits_areRefused() {
    refused(() -> RateLimiter.minSize(0), "min_size=0");
    for (double spi : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(() -> RateLimiter.sampleToInsert(spi, 1, 1), "samples_per_insert=" + spi);
    }
    for (double b : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(() -> RateLimiter.sampleToInsert(1, 1, b), "error_buffer=" + b);
    }
    refused(() -> new RateLimiter(10, 2, 21, 30), "min_diff=21.0");
    refused(() -> new RateLimiter(10, 2, 20, 19), "max_diff=19.0");
    refused(() -> new RateLimiter(10, 2, Double.NaN, 19), "min_diff=NaN");
    refused(() -> new RateLimiter(10, 2, 0, Double.NaN), "max_diff=NaN");
  }

  private static void refused(Runnable construction, String part) {
    assertThatIllegalArgumentException().isThrownBy(construction::run).withMessageContaining(part);
  }

  @Test
  void why_heldBack_saysWhat() {
    RateLimiter limiter = RateLimiter.sampleToInsert(2, 10, 5);
    assertThat(limiter.whyNotSample(9, 0, 0, 1)).contains("size=9", "min_size=10");
    assertThat(limiter.whyNotSample(10, 0, 5, 1)).contains("waiting for inserts", "14.0");
    assertThat(limiter.whyNotSample(10, 0, 0, 1)).isEmpty();
    assertThat(limiter.whyNotInsert(10, 0, 0, 3)).contains("26.0", "max_diff=25.0");
    assertThat(limiter.whyNotInsert(10, 0, 0, 2)).isEmpty();
  }
}
