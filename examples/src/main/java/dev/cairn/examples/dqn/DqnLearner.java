package dev.cairn.examples.dqn;

import dev.cairn.client.NoSamplesException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The learner's loop: next batch, update, TD errors back, and the parameters out every few updates.
 * The parameters' version is the learner's step, the number of updates made.
 *
 * <p>Runs in one thread, once. {@link #stop} and {@link #policy} may be called from any thread.
 */
public final class DqnLearner implements Runnable {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final DoubleDqn dqn;
  private final BatchSource batches;
  private final Consumer<PolicySnapshot> publisher;
  private final int publishPeriod;
  private final LearnerListener listener;
  private volatile PolicySnapshot policy;
  private volatile boolean stopped;

  /**
   * @param dqn used by this learner alone until {@link #run} has returned; not closed by it
   * @param publisher sends parameters to the workers; see {@link PolicyPublisher}
   * @param publishPeriod updates between two publications, >= 1
   */
  public DqnLearner(
      DoubleDqn dqn,
      BatchSource batches,
      Consumer<PolicySnapshot> publisher,
      int publishPeriod,
      LearnerListener listener) {
    if (publishPeriod < 1) {
      throw new IllegalArgumentException(
          "publishPeriod must be >= 1: publishPeriod=" + publishPeriod);
    }
    this.dqn = dqn;
    this.batches = batches;
    this.publisher = publisher;
    this.publishPeriod = publishPeriod;
    this.listener = listener;
    this.policy = new PolicySnapshot(dqn.updates(), dqn.policy());
  }

  /**
   * Publishes the first parameters, then learns until {@link #stop}; what was learned last is then
   * published too.
   *
   * @throws IllegalStateException if the loss is no longer finite: the parameters are lost
   */
  @Override
  public void run() {
    publish();
    while (!stopped) {
      LearnerBatch batch;
      try {
        batch = batches.next(PATIENCE);
      } catch (NoSamplesException e) {
        listener.waiting(String.valueOf(e.getMessage()));
        continue;
      }
      learn(batch);
      if (dqn.updates() % publishPeriod == 0) {
        publish();
      }
    }
    if (policy.version() != dqn.updates()) {
      publish();
    }
  }

  /** Ends {@link #run} after the update it is at, or within a second if no batch comes. */
  public void stop() {
    stopped = true;
  }

  /** The parameters published last; before that the first ones. Immutable. */
  public PolicySnapshot policy() {
    return policy;
  }

  private void learn(LearnerBatch batch) {
    long step = dqn.updates();
    DqnUpdate update = dqn.update(batch.transitions());
    if (!Double.isFinite(update.loss()) || !Double.isFinite(update.gradientNorm())) {
      throw new IllegalStateException(
          "the loss must be finite: loss="
              + update.loss()
              + " gradientNorm="
              + update.gradientNorm()
              + " update="
              + dqn.updates()
              + "; lower the learning rate, and look for values out of range in the observations");
    }
    float[] errors = update.tdErrors();
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.abs(errors[i]);
    }
    batches.learned(dqn.updates(), errors);
    listener.updated(
        new LearnerStatistics(
            dqn.updates(),
            update.loss(),
            update.meanQ(),
            update.gradientNorm(),
            step - batch.policyVersion(),
            batch.effectiveSampleSize()));
  }

  private void publish() {
    PolicySnapshot next = new PolicySnapshot(dqn.updates(), dqn.policy());
    policy = next;
    publisher.accept(next);
    listener.published(next);
  }
}
