package dev.cairn.replay.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

  @Test
  void nextLong_anySeed_agreesWithTheJdk() {
    // The JDK's generator is SplitMix64 with this very gamma until it is split.
    for (long seed : new long[] {0, 1, -1, 1234567, Long.MIN_VALUE}) {
      SplittableRandom expected = new SplittableRandom(seed);
      SplitMix64 random = new SplitMix64(seed);
      for (int i = 0; i < 1_000; i++) {
        assertThat(random.nextLong()).isEqualTo(expected.nextLong());
      }
    }
  }

  @Test
  void state_restored_goesOnAlike() {
    SplitMix64 random = new SplitMix64(42);
    for (int i = 0; i < 100; i++) {
      random.nextDouble();
    }
    SplitMix64 restored = new SplitMix64(random.state());
    for (int i = 0; i < 100; i++) {
      assertThat(restored.nextInt(1_000)).isEqualTo(random.nextInt(1_000));
      assertThat(restored.nextDouble()).isEqualTo(random.nextDouble());
    }
  }
}
