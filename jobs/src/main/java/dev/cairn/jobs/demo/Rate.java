package dev.cairn.jobs.demo;

import java.util.ArrayDeque;

/** How fast a counter grows, over the last seconds. Not thread-safe. */
final class Rate {

  private static final long WINDOW_MS = 5_000;

  private final ArrayDeque<long[]> readings = new ArrayDeque<>();

  /** Takes a reading and returns the growth a second since the oldest one of the window. */
  double read(long count, long nowMs) {
    readings.addLast(new long[] {nowMs, count});
    while (readings.size() > 2 && nowMs - readings.getFirst()[0] > WINDOW_MS) {
      readings.removeFirst();
    }
    long[] first = readings.getFirst();
    return nowMs == first[0] ? 0 : 1000.0 * (count - first[1]) / (nowMs - first[0]);
  }
}
