package dev.cairn.replay.limiter;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the streams seen in the last 10 s. Holds at most {@link #MAX} of them (about 100 bytes
 * each), the most recent ones; beyond, the count stays there. O(1) time a call, amortized. Not
 * thread-safe.
 */
public final class ActiveWriters {

  /** How long a stream counts after it was seen, ms. */
  public static final long WINDOW_MS = 10_000;

  /** Largest count. */
  public static final int MAX = 65_536;

  private final LinkedHashMap<Long, Long> seenMs = new LinkedHashMap<>(16, 0.75f, true);

  /** Notes that a stream was seen. */
  public void see(long stream, long nowMs) {
    seenMs.put(stream, nowMs);
    if (seenMs.size() > MAX) {
      Iterator<Long> streams = seenMs.keySet().iterator();
      streams.next();
      streams.remove();
    }
  }

  /** Streams seen in the last 10 s. */
  public int count(long nowMs) {
    Iterator<Map.Entry<Long, Long>> oldest = seenMs.entrySet().iterator();
    while (oldest.hasNext() && isOver(oldest.next().getValue(), nowMs)) {
      oldest.remove();
    }
    return seenMs.size();
  }

  /** Also of a clock that was set back: who still writes is seen again within a second. */
  private static boolean isOver(long seenMs, long nowMs) {
    return seenMs <= nowMs - WINDOW_MS || seenMs > nowMs + WINDOW_MS;
  }
}
