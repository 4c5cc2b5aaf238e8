package dev.cairn.jobs.endurance;

import dev.cairn.client.ParameterFollower;
import dev.cairn.examples.cartpole.CartPole;
import dev.cairn.examples.dqn.FollowedNetwork;
import dev.cairn.examples.dqn.GreedyEvaluation;
import dev.cairn.examples.dqn.Mlp;
import org.jspecify.annotations.Nullable;

/**
 * Plays greedy episodes of CartPole with the newest published policy. It is solved, as in the demo,
 * when 20 average 475 or more and 100 further ones do too. Not thread-safe.
 */
final class Examiner {

  static final double GOAL = 475;
  private static final int FIRST = 20;
  private static final int MORE = 100;

  private final GreedyEvaluation evaluation = new GreedyEvaluation(CartPole::new);
  private final FollowedNetwork network;
  private final Curve curve;
  private long episode;
  private @Nullable Solved first;
  private @Nullable Solved last;

  /**
   * A policy that solved the task.
   *
   * @param version learner step
   * @param envSteps environment steps by then
   * @param seconds since the run began
   * @param mean return of the 100 episodes
   */
  record Solved(long version, long envSteps, double seconds, double mean) {}

  Examiner(ParameterFollower follower, Curve curve) {
    CartPole environment = new CartPole();
    network =
        new FollowedNetwork(
            () -> follower.latest("default"), environment.observationSize(), environment.actions());
    this.curve = curve;
  }

  /** Plays with the newest policy; nothing when there is none. Takes at most 0.3 s. */
  void examine(long envSteps, double seconds) {
    Mlp policy = network.newest();
    if (policy == null) {
      return;
    }
    double mean = play(policy, FIRST);
    curve.add(new Curve.Point(envSteps, seconds, mean));
    if (mean < GOAL) {
      return;
    }
    double confirmed = play(policy, MORE);
    if (confirmed >= GOAL) {
      last = new Solved(network.version(), envSteps, seconds, confirmed);
      first = first == null ? last : first;
    }
  }

  private double play(Mlp policy, int episodes) {
    double mean = evaluation.meanReturn(policy, episodes, episode);
    episode += episodes;
    return mean;
  }

  /** Learner step of the policy that played last; -1 for none. */
  long version() {
    return network.version();
  }

  /** The first policy that solved it; null for none. */
  @Nullable Solved first() {
    return first;
  }

  /** The newest policy that solved it; null for none. */
  @Nullable Solved last() {
    return last;
  }
}
