package dev.cairn.examples.cartpole;

import dev.cairn.examples.EpisodeRecorder;
import dev.cairn.examples.Step;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.schema.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Plays a vector of CartPoles in turn, ε-greedily, with the newest parameters there are, and
 * records every step; before the first parameters it acts at random.
 *
 * <p>The pace is the recorders': one that holds its environment back holds back the others of this
 * worker too. An episode ends within the same step that ended it and the next begins at once, so no
 * step of a reset is ever recorded.
 *
 * <p>Runs in one thread, once. {@link #stop} may be called from any thread.
 */
public final class CartPoleWorker implements Runnable {

  private final List<Slot> slots = new ArrayList<>();
  private final Supplier<@Nullable Parameters> parameters;
  private final EpsilonSchedule epsilon;
  private final AtomicLong steps;
  private final int scale;
  private final WorkerListener listener;
  private final SplittableRandom random;

  private final Object lifecycle = new Object();
  private @Nullable Thread thread;
  private volatile boolean stopped;

  private @Nullable Parameters current;
  private @Nullable Mlp policy;
  private long policyVersion = -1;

  /** One environment and what belongs to it. */
  private static final class Slot {
    final CartPole environment = new CartPole();
    final EpisodeRecorder recorder;
    float[] observation = {};
    boolean running;
    double episodeReturn;
    int episodeSteps;

    Slot(EpisodeRecorder recorder) {
      this.recorder = recorder;
    }
  }

  /**
   * @param recorders one for each environment, at least one, used by this worker alone; not closed
   *     by it
   * @param parameters the newest parameters, null while there are none; asked before every step, so
   *     to be quick ({@code () -> follower.latest("default")})
   * @param epsilon by environment steps of all workers together
   * @param steps environment steps so far; this worker adds its own
   * @param scale 1 if all workers share {@code steps}; the number of workers if each, in a process
   *     of its own, counts alone
   * @param seed of starts and random actions; another one for each worker
   */
  public CartPoleWorker(
      List<? extends EpisodeRecorder> recorders,
      Supplier<@Nullable Parameters> parameters,
      EpsilonSchedule epsilon,
      AtomicLong steps,
      int scale,
      long seed,
      WorkerListener listener) {
    if (recorders.isEmpty()) {
      throw new IllegalArgumentException("a worker must have an environment: recorders=[]");
    }
    if (scale < 1) {
      throw new IllegalArgumentException("scale must be >= 1: scale=" + scale);
    }
    recorders.forEach(recorder -> slots.add(new Slot(recorder)));
    this.parameters = parameters;
    this.epsilon = epsilon;
    this.steps = steps;
    this.scale = scale;
    this.listener = listener;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Plays until {@link #stop}, or until the thread is interrupted.
   *
   * @throws RuntimeException if a recorder fails
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
      while (!stopped) {
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
    follow();
    slot.recorder.policyVersion(policyVersion);
    if (!slot.running) {
      slot.observation = slot.environment.reset(random.nextLong());
      slot.running = true;
      slot.episodeReturn = 0;
      slot.episodeSteps = 0;
      slot.recorder.begin(slot.observation);
    }
    int action = act(slot);
    Step step = slot.environment.step(action);
    steps.incrementAndGet();
    listener.stepped();
    slot.observation = step.observation();
    slot.episodeReturn += step.reward();
    slot.episodeSteps++;
    slot.running = !step.ended();
    slot.recorder.record(action, step);
    if (step.ended()) {
      listener.episodeEnded(slot.episodeReturn, slot.episodeSteps, policyVersion);
    }
  }

  private int act(Slot slot) {
    Mlp acting = policy;
    // Both numbers are drawn always, so that one choice does not shift the next ones.
    double chance = random.nextDouble();
    int any = random.nextInt(slot.environment.actions());
    if (acting == null || chance < epsilon.at(steps.get() * scale)) {
      return any;
    }
    return acting.greedyAction(slot.observation);
  }

  private void follow() {
    Parameters newest = parameters.get();
    if (newest == null || newest == current) {
      return;
    }
    Mlp network = Mlp.fromColumns(newest.getTensors());
    network.checkFits(slots.get(0).environment);
    current = newest;
    policy = network;
    policyVersion = newest.getVersion();
  }
}
