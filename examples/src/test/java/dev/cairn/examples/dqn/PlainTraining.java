package dev.cairn.examples.dqn;

import dev.cairn.examples.Step;
import dev.cairn.examples.cartpole.CartPole;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Double DQN on CartPole with a plain buffer in one thread: the reference for what the learner can
 * do. As a program, it reports after how many steps it solves CartPole: {@code PlainTraining <first
 * seed> <seeds> <parameters' lag in updates>}.
 */
final class PlainTraining {

  private static final int BATCH = 64;
  private static final int STEPS_PER_UPDATE = 2; // 32 samples per insert
  private static final int START = 1_000;

  private final DoubleDqn learner;
  private final UniformBuffer buffer;
  private final EpsilonSchedule epsilon = EpsilonSchedule.cartPole();
  private final SplittableRandom random;
  private final CartPole environment = new CartPole();
  private final int publishPeriod;
  private Mlp acting;
  private float[] observation;
  private long steps;

  PlainTraining(DqnOptions options, long seed, int publishPeriod) {
    learner = new DoubleDqn(options, 4, 2, seed);
    buffer = new UniformBuffer(100_000, 4, seed + 1);
    random = new SplittableRandom(seed + 2);
    observation = environment.reset(random.nextLong());
    acting = learner.policy();
    this.publishPeriod = publishPeriod;
  }

  void run(long count) {
    for (long end = steps + count; steps < end; ) {
      int action =
          random.nextDouble() < epsilon.at(steps)
              ? random.nextInt(2)
              : acting.greedyAction(observation);
      Step step = environment.step(action);
      buffer.add(observation, action, step.reward(), step.observation(), step.terminated());
      observation = step.ended() ? environment.reset(random.nextLong()) : step.observation();
      steps++;
      if (steps >= START && steps % STEPS_PER_UPDATE == 0) {
        learner.update(buffer.sample(BATCH));
        if (learner.updates() % publishPeriod == 0) {
          acting = learner.policy();
        }
      }
    }
  }

  long steps() {
    return steps;
  }

  DoubleDqn learner() {
    return learner;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    int seeds = Integer.parseInt(args[1]);
    int lag = args.length > 2 ? Integer.parseInt(args[2]) : 10;
    GreedyEvaluation evaluation = new GreedyEvaluation(CartPole::new);
    for (long seed = first; seed < first + seeds; seed++) {
      long start = cpuNanos();
      PlainTraining training = new PlainTraining(DqnOptions.cartPole(), seed * 1_000, lag);
      StringBuilder curve = new StringBuilder();
      boolean solved = false;
      while (!solved && training.steps() < 60_000) {
        training.run(2_000);
        Mlp policy = training.learner().policy();
        double mean = evaluation.meanReturn(policy, 20, 1_000_000);
        curve.append(Math.round(mean)).append(' ');
        solved = mean >= 475 && evaluation.meanReturn(policy, 100, 2_000_000) >= 475;
      }
      double seconds = (cpuNanos() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "seed %d solved %b steps %d CPU seconds %.1f ms/update %.3f curve %s%n",
          seed,
          solved,
          training.steps(),
          seconds,
          seconds * 1e3 / training.learner().updates(),
          curve);
      training.learner().close();
    }
  }
}
