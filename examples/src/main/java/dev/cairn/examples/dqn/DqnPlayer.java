package dev.cairn.examples.dqn;

import dev.cairn.examples.EpisodeRecorder;
import dev.cairn.examples.Player;
import dev.cairn.examples.Step;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Plays ε-greedily with the newest parameters there are, and records every step; before the first
 * parameters it acts at random.
 */
public final class DqnPlayer implements Player {

  private final EpisodeRecorder recorder;
  private final FollowedNetwork followed;
  private final int actions;
  private final EpsilonSchedule epsilon;
  private final LongSupplier steps;
  private final SplittableRandom random;

  private float[] observation = {};

  /**
   * @param recorder used by this player alone; not closed by it
   * @param followed used by this player alone
   * @param actions of the environment
   * @param epsilon by environment steps of all workers together
   * @param steps those environment steps
   * @param seed of random actions; another one for each player
   */
  public DqnPlayer(
      EpisodeRecorder recorder,
      FollowedNetwork followed,
      int actions,
      EpsilonSchedule epsilon,
      LongSupplier steps,
      long seed) {
    this.recorder = recorder;
    this.followed = followed;
    this.actions = actions;
    this.epsilon = epsilon;
    this.steps = steps;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void begin(float[] first) throws InterruptedException {
    observation = first;
    recorder.begin(first);
  }

  @Override
  public int act() throws InterruptedException {
    Mlp policy = followed.newest();
    recorder.policyVersion(followed.version());
    return epsilon.choose(policy, observation, actions, steps.getAsLong(), random);
  }

  @Override
  public void took(int action, Step step) throws InterruptedException {
    observation = step.observation();
    recorder.record(action, step);
  }

  @Override
  public long policyVersion() {
    return followed.version();
  }
}
