package dev.cairn.replay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Segments held in memory, by number: a bounded cache with a clock that spares what was used lately
 * and often, and beside it the open segments, which stay. A hit costs an array read. Not
 * thread-safe.
 */
final class SegmentCache {

  private static final byte HOTTEST = 7;
  private static final byte PINNED = -1;

  private long limit;
  private @Nullable Segment[] segments = new @Nullable Segment[64];
  // Turns of the clock that a segment survives without being used.
  private byte[] heat = new byte[64];
  private long held;
  private int hand;

  /**
   * @param limit bytes of segments held, open ones not counted
   */
  SegmentCache(long limit) {
    this.limit = limit;
  }

  /** Holds so many bytes from now on. */
  void limit(long bytes) {
    limit = bytes;
    shrink();
  }

  @Nullable Segment get(int number) {
    if (number >= segments.length) {
      return null;
    }
    Segment segment = segments[number];
    if (segment != null && heat[number] >= 0 && heat[number] < HOTTEST) {
      heat[number]++;
    }
    return segment;
  }

  /** Holds an open segment, whatever its size. */
  void pin(int number, Segment segment) {
    remove(number);
    grow(number);
    segments[number] = segment;
    heat[number] = PINNED;
  }

  void put(int number, Segment segment) {
    remove(number);
    int bytes = segment.bytes().length;
    if (bytes > limit) {
      return;
    }
    grow(number);
    held += bytes;
    shrink();
    segments[number] = segment;
    heat[number] = 1;
  }

  void remove(int number) {
    if (number < segments.length && segments[number] != null) {
      if (heat[number] != PINNED) {
        held -= segments[number].bytes().length;
      }
      segments[number] = null;
      heat[number] = 0;
    }
  }

  long heldBytes() {
    return held;
  }

  private void shrink() {
    while (held > limit) {
      evictOne();
    }
  }

  private void evictOne() {
    while (true) {
      hand = hand + 1 < segments.length ? hand + 1 : 0;
      if (segments[hand] == null || heat[hand] == PINNED) {
        continue;
      }
      if (heat[hand] == 0) {
        remove(hand);
        return;
      }
      heat[hand]--;
    }
  }

  private void grow(int number) {
    if (number >= segments.length) {
      int length = Math.max(number + 1, segments.length * 2);
      segments = Arrays.copyOf(segments, length);
      heat = Arrays.copyOf(heat, length);
    }
  }
}
