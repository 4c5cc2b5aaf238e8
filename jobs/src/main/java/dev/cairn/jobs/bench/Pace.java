package dev.cairn.jobs.bench;

/**
 * When evenly spaced pieces of work are due. After a pause it starts anew: what would have been due
 * meanwhile is not made up for. Not thread-safe.
 */
final class Pace {

  private final double perSecond;
  private long startNs;
  private long done;

  /**
   * @param perSecond pieces a second, above 0; infinite when each is due at once
   */
  Pace(double perSecond) {
    this.perSecond = perSecond;
  }

  void start(long nowNs) {
    startNs = nowNs;
    done = 0;
  }

  /** When the next piece is due, on the clock of {@link #start}. */
  long dueNs() {
    return startNs + (long) (done * 1e9 / perSecond);
  }

  void done(long pieces) {
    done += pieces;
  }
}
