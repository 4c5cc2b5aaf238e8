package dev.cairn.examples.rooms;

import dev.cairn.client.SampledBatch;
import dev.cairn.examples.dqn.DqnBatch;
import dev.cairn.examples.dqn.ReplayBatches;
import java.util.Arrays;

/** What each level of the agent sees and learns from. */
public final class TwoLevels {

  /** Width of the lower level's input: the observation and, one-hot, the option that acts. */
  public static final int WORKER_INPUTS = FourRooms.OBSERVATION_SIZE + HallwayOption.ALL.size();

  private TwoLevels() {}

  /** The lower level's input. */
  static float[] input(float[] observation, int option) {
    float[] input = Arrays.copyOf(observation, WORKER_INPUTS);
    input[observation.length + option] = 1;
    return input;
  }

  /**
   * The lower level's transitions: single steps whose reward is that of the subgoal. Where the
   * option ended, nothing is to be expected after it.
   */
  public static DqnBatch worker(SampledBatch batch) {
    long[] options = batch.longs("options");
    boolean[] ended = batch.booleans("option_ends");
    boolean[] terminated = batch.booleans("terminateds");
    for (int i = 0; i < ended.length; i++) {
      ended[i] |= terminated[i];
    }
    return new DqnBatch(
        inputs(batch.floats("obs"), options),
        inputs(batch.floats("new_obs"), options),
        ReplayBatches.narrow(batch.longs("actions")),
        batch.floats("subgoal_rewards"),
        ended,
        batch.weights());
  }

  private static float[] inputs(float[] observations, long[] options) {
    float[] inputs = new float[options.length * WORKER_INPUTS];
    int size = FourRooms.OBSERVATION_SIZE;
    for (int i = 0; i < options.length; i++) {
      System.arraycopy(observations, i * size, inputs, i * WORKER_INPUTS, size);
      inputs[i * WORKER_INPUTS + size + (int) options[i]] = 1;
    }
    return inputs;
  }

  /**
   * The upper level's transitions: one for each execution of an option, its rewards summed by the
   * service with the option's γ, which must be the learner's (SMDP Q-learning: Sutton et al. 1999,
   * section 3).
   */
  public static DqnBatch manager(SampledBatch batch) {
    return new DqnBatch(
        batch.floats("obs"),
        batch.floats("new_obs"),
        ReplayBatches.narrow(batch.longs("choices")),
        batch.floats("rewards"),
        batch.booleans("terminateds"),
        batch.ints("n_steps"),
        batch.weights());
  }
}
