package dev.cairn.jobs.demo;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates frozen parameters on a thread of its own, one candidate at a time. The task is solved
 * when {@value #FIRST} greedy episodes average at least the goal and {@value #MORE} more do, too.
 * Thread-safe.
 *
 * @param <P> type of the parameters
 */
final class Evaluations<P> implements AutoCloseable {

  static final int FIRST = 20;
  static final int MORE = 100;

  private final Game<P> game;
  private final double goal;
  private final Listener listener;
  private final AtomicReference<@Nullable Candidate<P>> next = new AtomicReference<>();
  private final AtomicReference<@Nullable Candidate<P>> solved = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean busy;

  Evaluations(Game<P> game, double goal, Listener listener) {
    this.game = game;
    this.goal = goal;
    this.listener = listener;
    thread = new Thread(this::work, "evaluation");
    thread.setDaemon(true);
    thread.start();
  }

  /** Plays episodes. */
  interface Game<P> {
    /**
     * Mean return of greedy episodes.
     *
     * @param parameters to act with
     * @param episodes how many, at least 1
     * @param firstEpisode number of the first, so that no two evaluations start alike
     */
    double meanReturn(P parameters, int episodes, long firstEpisode);
  }

  /** Hears of every evaluation, on the evaluation thread. */
  interface Listener {
    void evaluated(long envSteps, double meanReturn, int episodes);
  }

  /** Evaluates this candidate next; one that was offered before and waits still is forgotten. */
  void offer(Candidate<P> candidate) {
    next.set(candidate);
    LockSupport.unpark(thread);
  }

  /** The first candidate that solved the task since {@link #forget}; null when there is none. */
  @Nullable Candidate<P> solved() {
    return solved.get();
  }

  /** The next candidate has to solve the task again. */
  void forget() {
    solved.set(null);
  }

  /** Whether a candidate waits or plays. */
  boolean pending() {
    return next.get() != null || busy;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    LockSupport.unpark(thread);
    thread.join(10_000);
  }

  private void work() {
    long episode = 0;
    while (!closed) {
      busy = true;
      Candidate<P> candidate = next.getAndSet(null);
      if (candidate == null) {
        busy = false;
        LockSupport.parkNanos(50_000_000);
        continue;
      }
      double mean = play(candidate, FIRST, episode);
      episode += FIRST;
      if (mean >= goal && !closed) {
        double confirmed = play(candidate, MORE, episode);
        episode += MORE;
        if (confirmed >= goal) {
          solved.compareAndSet(null, candidate);
        }
      }
      busy = false;
    }
  }

  private double play(Candidate<P> candidate, int episodes, long first) {
    double mean = game.meanReturn(candidate.parameters(), episodes, first);
    listener.evaluated(candidate.envSteps(), mean, episodes);
    return mean;
  }
}
