package dev.cairn.replay.limiter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.random.SplitMix64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActiveWritersTest {

  @Test
  void count_random_agreesWithNaiveModel() {
    SplitMix64 random = new SplitMix64(15);
    ActiveWriters writers = new ActiveWriters();
    Map<Long, Long> model = new HashMap<>();
    long now = 0;
    for (int step = 0; step < 20_000; step++) {
      now += random.nextInt(500);
      long stream = random.nextInt(60);
      writers.see(stream, now);
      model.put(stream, now);
      long then = now;
      long expected = model.values().stream().filter(seen -> seen > then - 10_000).count();
      assertThat(writers.count(now)).isEqualTo((int) expected);
    }
    assertThat(writers.count(now + 10_000)).isZero();
  }

  @Test
  void count_clockSetBackAnHour_streamsThatAreSeenNoMoreAreForgotten() {
    ActiveWriters writers = new ActiveWriters();
    for (long stream = 0; stream < 10; stream++) {
      writers.see(stream, 5_000_000);
    }
    long back = 5_000_000 - 3_600_000;
    writers.see(3, back);

    assertThat(writers.count(back)).isEqualTo(1);
    assertThat(writers.count(back + ActiveWriters.WINDOW_MS)).isZero();
  }

  @Test
  void see_tooManyStreams_memoryIsBounded() {
    ActiveWriters writers = new ActiveWriters();
    for (long stream = 0; stream < ActiveWriters.MAX + 5_000; stream++) {
      writers.see(stream, 1);
    }
    assertThat(writers.count(1)).isEqualTo(ActiveWriters.MAX);
  }
}
