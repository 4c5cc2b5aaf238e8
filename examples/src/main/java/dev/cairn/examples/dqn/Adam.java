package dev.cairn.examples.dqn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015) with the gradient clipped by its global norm. DJL's own optimizer clips
 * element by element only. Not thread-safe.
 */
final class Adam {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;

  private final List<NDArray> parameters;
  private final List<NDArray> means = new ArrayList<>();
  private final List<NDArray> variances = new ArrayList<>();
  private final double learningRate;
  private final double epsilon;
  private final double maxNorm;
  private int steps;

  Adam(
      NDManager manager,
      List<NDArray> parameters,
      double learningRate,
      double epsilon,
      double maxNorm) {
    this.parameters = parameters;
    this.learningRate = learningRate;
    this.epsilon = epsilon;
    this.maxNorm = maxNorm;
    for (NDArray parameter : parameters) {
      means.add(manager.zeros(parameter.getShape()));
      variances.add(manager.zeros(parameter.getShape()));
    }
  }

  /**
   * Applies the gradients that the parameters hold, and sets them to zero.
   *
   * @return the gradient's global L2 norm before clipping
   */
  double step(NDManager scratch) {
    steps++;
    List<NDArray> gradients = new ArrayList<>();
    double squares = 0;
    for (NDArray parameter : parameters) {
      NDArray gradient = parameter.getGradient();
      gradient.attach(scratch);
      gradients.add(gradient);
      double norm = gradient.norm().getFloat();
      squares += norm * norm;
    }
    double norm = Math.sqrt(squares);
    float scale = (float) Math.min(1, maxNorm / (norm + 1e-6));
    float corrected =
        (float)
            (learningRate * Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(BETA_1, steps)));
    for (int i = 0; i < parameters.size(); i++) {
      NDArray parameter = parameters.get(i);
      parameter
          .getNDArrayInternal()
          .adamUpdate(
              new NDList(parameter, gradients.get(i), means.get(i), variances.get(i)),
              new NDList(parameter),
              (float) learningRate,
              corrected,
              0,
              scale,
              -1,
              (float) BETA_1,
              (float) BETA_2,
              (float) epsilon,
              false,
              false);
    }
    return norm;
  }
}
