package dev.cairn.jobs.demo;

import dev.cairn.examples.WorkerListener;
import java.util.concurrent.locks.LockSupport;

/** Holds a worker back so that it takes no more steps a second. A pause is not made up for. */
final class StepRate implements WorkerListener {

  private final long periodNanos;
  private final WorkerListener listener;
  private long dueNanos = System.nanoTime();

  private StepRate(int stepsPerSecond, WorkerListener listener) {
    this.periodNanos = 1_000_000_000L / stepsPerSecond;
    this.listener = listener;
  }

  /**
   * The listener itself, or one that passes everything on and waits after each step.
   *
   * @param stepsPerSecond at most; 0 for no limit
   */
  static WorkerListener limit(int stepsPerSecond, WorkerListener listener) {
    return stepsPerSecond == 0 ? listener : new StepRate(stepsPerSecond, listener);
  }

  @Override
  public void stepped() {
    listener.stepped();
    long now = System.nanoTime();
    dueNanos = Math.max(dueNanos, now - periodNanos) + periodNanos;
    if (dueNanos > now) {
      // An interrupt ends the wait and is seen by the worker.
      LockSupport.parkNanos(dueNanos - now);
    }
  }

  @Override
  public void episodeEnded(double episodeReturn, int length, long policyVersion) {
    listener.episodeEnded(episodeReturn, length, policyVersion);
  }
}
