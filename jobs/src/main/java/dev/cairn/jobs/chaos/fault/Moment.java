package dev.cairn.jobs.chaos.fault;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A moment at which something is the case for a few hundredths of a second. */
final class Moment {

  private static final long POLL_MS = 10;

  private Moment() {}

  /** Waits for it; says whether it came in time. */
  static boolean await(Duration patience, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(POLL_MS);
    }
    return true;
  }
}
