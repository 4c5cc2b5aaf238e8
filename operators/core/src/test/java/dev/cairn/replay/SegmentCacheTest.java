package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SegmentCacheTest {

  private static Segment sized(int bytes) {
    byte[] stored = new byte[bytes];
    stored[0] = Segment.VERSION;
    return Segment.parse(stored);
  }

  @Test
  void put_beyondTheLimit_givesUpWhatWasNotUsed() {
    SegmentCache cache = new SegmentCache(1000);
    for (int number = 0; number < 10; number++) {
      cache.put(number, sized(100));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(cache.get(3)).isNotNull();
    }
    for (int number = 10; number < 19; number++) {
      cache.put(number, sized(100));
    }
    assertThat(cache.get(3)).as("hot").isNotNull();
    assertThat(cache.heldBytes()).isEqualTo(1000);
  }

  @Test
  void put_oneLargerThanTheLimit_isNotHeld() {
    SegmentCache cache = new SegmentCache(1000);
    cache.put(0, sized(500));
    cache.put(1, sized(1001));
    assertThat(cache.get(1)).isNull();
    assertThat(cache.get(0)).isNotNull();
  }

  @Test
  void put_again_countsTheBytesOnce() {
    SegmentCache cache = new SegmentCache(1000);
    cache.put(4, sized(500));
    cache.put(4, sized(300));
    assertThat(cache.heldBytes()).isEqualTo(300);
    cache.remove(4);
    assertThat(cache.heldBytes()).isZero();
    assertThat(cache.get(4)).isNull();
  }

  @Test
  void pin_whateverComes_stays() {
    SegmentCache cache = new SegmentCache(200);
    cache.pin(5, new Segment(5000));
    for (int number = 6; number < 100; number++) {
      cache.put(number, sized(100));
    }
    assertThat(cache.get(5)).isNotNull();
    assertThat(cache.heldBytes()).isEqualTo(200);
  }
}
