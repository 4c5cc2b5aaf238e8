package dev.cairn.examples.dqn;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A plain uniform replay buffer in memory, so that the learner can be judged without Cairn. */
final class UniformBuffer {

  private final int capacity;
  private final int width;
  private final float[] observations;
  private final float[] newObservations;
  private final int[] actions;
  private final float[] rewards;
  private final boolean[] terminateds;
  private final SplittableRandom random;
  private long inserted;

  UniformBuffer(int capacity, int width, long seed) {
    this.capacity = capacity;
    this.width = width;
    observations = new float[capacity * width];
    newObservations = new float[capacity * width];
    actions = new int[capacity];
    rewards = new float[capacity];
    terminateds = new boolean[capacity];
    random = new SplittableRandom(seed);
  }

  void add(float[] observation, int action, float reward, float[] next, boolean terminated) {
    int row = (int) (inserted++ % capacity);
    System.arraycopy(observation, 0, observations, row * width, width);
    System.arraycopy(next, 0, newObservations, row * width, width);
    actions[row] = action;
    rewards[row] = reward;
    terminateds[row] = terminated;
  }

  long size() {
    return Math.min(inserted, capacity);
  }

  DqnBatch sample(int size) {
    float[] o = new float[size * width];
    float[] n = new float[size * width];
    int[] a = new int[size];
    float[] r = new float[size];
    boolean[] t = new boolean[size];
    float[] w = new float[size];
    Arrays.fill(w, 1);
    for (int i = 0; i < size; i++) {
      int row = (int) random.nextLong(size());
      System.arraycopy(observations, row * width, o, i * width, width);
      System.arraycopy(newObservations, row * width, n, i * width, width);
      a[i] = actions[row];
      r[i] = rewards[row];
      t[i] = terminateds[row];
    }
    return new DqnBatch(o, n, a, r, t, w);
  }
}
