package dev.cairn.examples.dqn;

import java.util.List;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with the gradient clipped by its global norm, on plain
 * arrays. DJL's own clips element by element, and its dozens of native calls an update cost more
 * than the arithmetic of a small network. Not thread-safe.
 */
final class Adam {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;

  private final double learningRate;
  private final float epsilon;
  private final double maxNorm;
  private final List<float[]> means;
  private final List<float[]> squares;
  private int steps;

  /**
   * @param values parameters, for their lengths
   */
  Adam(List<float[]> values, double learningRate, double epsilon, double maxNorm) {
    this(zeros(values), zeros(values), 0, learningRate, epsilon, maxNorm);
  }

  /** Goes on from given moments, which it takes over. */
  Adam(
      List<float[]> means,
      List<float[]> squares,
      int steps,
      double learningRate,
      double epsilon,
      double maxNorm) {
    this.means = means;
    this.squares = squares;
    this.steps = steps;
    this.learningRate = learningRate;
    this.epsilon = (float) epsilon;
    this.maxNorm = maxNorm;
  }

  private static List<float[]> zeros(List<float[]> values) {
    return values.stream().map(value -> new float[value.length]).toList();
  }

  /** First moments, in the order of the parameters; its own, not copies. */
  List<float[]> means() {
    return means;
  }

  /** Second moments; likewise. */
  List<float[]> squares() {
    return squares;
  }

  /** Steps made. */
  int steps() {
    return steps;
  }

  /**
   * Moves the parameters down the gradients.
   *
   * @return the gradient's global L2 norm before clipping
   */
  double step(List<float[]> values, List<float[]> gradients) {
    double norm = norm(gradients);
    float scale = (float) Math.min(1, maxNorm / (norm + 1e-6));
    steps++;
    float rate = (float) (learningRate / (1 - Math.pow(BETA_1, steps)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA_2, steps)));
    for (int i = 0; i < values.size(); i++) {
      step(values.get(i), gradients.get(i), means.get(i), squares.get(i), scale, rate, correction);
    }
    return norm;
  }

  private void step(
      float[] value,
      float[] gradient,
      float[] mean,
      float[] square,
      float scale,
      float rate,
      float correction) {
    for (int i = 0; i < value.length; i++) {
      float g = gradient[i] * scale;
      mean[i] += (float) (1 - BETA_1) * (g - mean[i]);
      square[i] += (float) (1 - BETA_2) * (g * g - square[i]);
      value[i] -= rate * mean[i] / ((float) Math.sqrt(square[i]) * correction + epsilon);
    }
  }

  private static double norm(List<float[]> gradients) {
    double sum = 0;
    for (float[] gradient : gradients) {
      for (float g : gradient) {
        sum += (double) g * g;
      }
    }
    return Math.sqrt(sum);
  }
}
