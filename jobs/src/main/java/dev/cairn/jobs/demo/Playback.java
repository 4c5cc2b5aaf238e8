package dev.cairn.jobs.demo;

import dev.cairn.examples.Step;
import dev.cairn.examples.cartpole.CartPole;
import dev.cairn.examples.cartpole.CartPoleView;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.jobs.chart.AnimatedGif;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Plays a policy greedily for one episode and draws it. */
public final class Playback {

  private static final int WIDTH = 480;
  private static final int HEIGHT = 240;

  /**
   * A step takes 20 ms; browsers show no more than 50 frames a second, and every second one will
   * do.
   */
  private static final int STEPS_A_FRAME = 2;

  private static final int FRAME_MS = 20 * STEPS_A_FRAME;

  private Playback() {}

  /**
   * Plays an episode of CartPole.
   *
   * @param policy fits CartPole
   * @param seed decides the start
   * @param gif file to write
   * @return the return of the episode
   */
  public static double play(Mlp policy, long seed, Path gif) throws IOException {
    CartPole environment = new CartPole();
    policy.checkFits(environment);
    CartPoleView view = new CartPoleView(WIDTH, HEIGHT);
    float[] observation = environment.reset(seed);
    double sum = 0;
    try (AnimatedGif animation = new AnimatedGif(gif, FRAME_MS)) {
      boolean over = false;
      for (int t = 0; !over; t++) {
        if (t % STEPS_A_FRAME == 0) {
          animation.add(view.frame(observation, caption(sum)));
        }
        Step step = environment.step(policy.greedyAction(observation));
        observation = step.observation();
        sum += step.reward();
        over = step.ended();
      }
      animation.add(view.frame(observation, caption(sum)));
    }
    return sum;
  }

  private static String caption(double sum) {
    return String.format(Locale.ROOT, "return %.0f", sum);
  }
}
