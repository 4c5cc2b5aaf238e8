package dev.cairn.replay.learning;

import dev.cairn.replay.random.SplitMix64;
import java.util.random.RandomGenerator;

/**
 * Blind Cliffwalk (Schaul et al. 2016, section 3.1 and appendix B.1): n states in a row, the right
 * action advances, the wrong one ends with reward 0, the last right one ends with 1. The memory
 * holds all 2^n action sequences run to their end.
 */
public final class BlindCliffwalk {

  private static final double STEP_SIZE = 0.25;
  private static final int TOO_MANY = 1_000_000;

  private final int states;
  private final double gamma;
  // Of each transition: its state, and whether its action was right.
  private final int[] state;
  private final boolean[] right;

  /** The experiment with so many states; the seed puts the transitions in order. */
  public BlindCliffwalk(int states, long seed) {
    this.states = states;
    this.gamma = 1 - 1.0 / states;
    int transitions = (1 << (states + 1)) - 2;
    state = new int[transitions];
    right = new boolean[transitions];
    int at = 0;
    for (int sequence = 0; sequence < 1 << states; sequence++) {
      for (int s = 0; s < states; s++) {
        state[at] = s;
        right[at] = (sequence >> s & 1) == 1;
        if (!right[at++]) {
          break;
        }
      }
    }
    shuffle(new SplitMix64(seed));
  }

  private void shuffle(RandomGenerator random) {
    for (int i = state.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int s = state[i];
      boolean r = right[i];
      state[i] = state[j];
      right[i] = right[j];
      state[j] = s;
      right[j] = r;
    }
  }

  /** Updates of single transitions until the mean squared error is below 1e-3. */
  public int updatesToLearn(LearningMemory memory, int batchSize, long seed) {
    for (int i = 0; i < state.length; i++) {
      memory.insert(reward(i));
    }
    SplitMix64 random = new SplitMix64(seed);
    double[][] q = new double[states][2];
    for (double[] values : q) {
      values[0] = 0.1 * random.nextGaussian();
      values[1] = 0.1 * random.nextGaussian();
    }
    double[] errors = new double[batchSize];
    for (int updates = 0; updates < TOO_MANY; updates += batchSize) {
      if (meanSquaredError(q) < 1e-3) {
        return updates;
      }
      LearningMemory.Batch batch = memory.draw(batchSize);
      for (int k = 0; k < batchSize; k++) {
        int i = batch.items()[k];
        int s = state[i];
        boolean ends = !right[i] || s == states - 1;
        double next = ends ? 0 : gamma * Math.max(q[s + 1][0], q[s + 1][1]);
        int action = right[i] ? 1 : 0;
        errors[k] = reward(i) + next - q[s][action];
        q[s][action] += STEP_SIZE * errors[k];
      }
      memory.update(batch, errors);
    }
    return TOO_MANY;
  }

  private double reward(int i) {
    return right[i] && state[i] == states - 1 ? 1 : 0;
  }

  private double meanSquaredError(double[][] q) {
    double sum = 0;
    for (int s = 0; s < states; s++) {
      double truth = Math.pow(gamma, states - 1 - s);
      sum += q[s][0] * q[s][0] + (q[s][1] - truth) * (q[s][1] - truth);
    }
    return sum / (2 * states);
  }
}
