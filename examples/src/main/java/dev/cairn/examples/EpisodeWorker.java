package dev.cairn.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Lets players play a vector of environments, one each, step by step in turn.
 *
 * <p>The pace is the players': one that is held back holds back the others of this worker too. An
 * episode ends within the same step that ended it and the next begins at once, so no step of a
 * reset is ever recorded.
 *
 * <p>Runs in one thread, once. {@link #stop} may be called from any thread.
 */
public final class EpisodeWorker implements Runnable {

  private final List<Slot> slots = new ArrayList<>();
  private final AtomicLong steps;
  private final long limit;
  private final WorkerListener listener;
  private final SplittableRandom starts;

  private final Object lifecycle = new Object();
  private @Nullable Thread thread;
  private volatile boolean stopped;

  /** One environment and what belongs to it. */
  private static final class Slot {
    final Environment environment;
    final Player player;
    boolean running;
    double episodeReturn;
    int episodeSteps;

    Slot(Environment environment, Player player) {
      this.environment = environment;
      this.player = player;
    }
  }

  /**
   * @param environments makes an environment for each player
   * @param players at least one, used by this worker alone
   * @param steps environment steps so far; this worker adds its own
   * @param limit ends once {@code steps} are so many; workers that share {@code steps} may each
   *     take one step more
   * @param seed of the starts; another one for each worker
   */
  public EpisodeWorker(
      Supplier<? extends Environment> environments,
      List<? extends Player> players,
      AtomicLong steps,
      long limit,
      long seed,
      WorkerListener listener) {
    if (players.isEmpty()) {
      throw new IllegalArgumentException("a worker must have a player: players=[]");
    }
    players.forEach(player -> slots.add(new Slot(environments.get(), player)));
    this.steps = steps;
    this.limit = limit;
    this.listener = listener;
    this.starts = new SplittableRandom(seed);
  }

  /**
   * Plays until the limit or {@link #stop}, or until the thread is interrupted.
   *
   * @throws RuntimeException if a player fails
   */
  @Override
  public void run() {
    synchronized (lifecycle) {
      if (thread != null) {
        throw new IllegalStateException("a worker runs once: make another one");
      }
      thread = Thread.currentThread();
    }
    try {
      while (!stopped && steps.get() < limit) {
        for (Slot slot : slots) {
          step(slot);
        }
      }
    } catch (InterruptedException | InterruptException e) {
      if (!stopped) {
        Thread.currentThread().interrupt();
      }
    } finally {
      end();
    }
  }

  /** Ends {@link #run} soon, also when the pace holds it back; steps not yet sent are lost. */
  public void stop() {
    synchronized (lifecycle) {
      stopped = true;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  private void end() {
    synchronized (lifecycle) {
      thread = null;
      if (stopped) {
        // The interrupt was ours: the thread goes on without it.
        var unused = Thread.interrupted();
      }
      stopped = true;
    }
  }

  private void step(Slot slot) throws InterruptedException {
    Player player = slot.player;
    if (!slot.running) {
      player.begin(slot.environment.reset(starts.nextLong()));
      slot.running = true;
      slot.episodeReturn = 0;
      slot.episodeSteps = 0;
    }
    int action = player.act();
    Step step = slot.environment.step(action);
    steps.incrementAndGet();
    listener.stepped();
    slot.episodeReturn += step.reward();
    slot.episodeSteps++;
    slot.running = !step.ended();
    player.took(action, step);
    if (step.ended()) {
      listener.episodeEnded(slot.episodeReturn, slot.episodeSteps, player.policyVersion());
    }
  }
}
