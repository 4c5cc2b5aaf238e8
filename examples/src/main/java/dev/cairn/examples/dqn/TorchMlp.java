package dev.cairn.examples.dqn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@link Mlp} whose parameters are PyTorch tensors that can be trained. Results belong to the
 * manager of the input. Not thread-safe.
 */
final class TorchMlp {

  private final List<NDArray> parameters = new ArrayList<>();
  // The same storage as the parameters, outside of the gradient's graph.
  private final List<NDArray> values = new ArrayList<>();

  TorchMlp(NDManager manager, Mlp start, boolean trainable) {
    for (Mlp.Layer layer : start.layers()) {
      add(manager.create(layer.weight(), new Shape(layer.outputs(), layer.inputs())), trainable);
      add(manager.create(layer.bias(), new Shape(layer.outputs())), trainable);
    }
  }

  private void add(NDArray parameter, boolean trainable) {
    if (trainable) {
      parameter.setRequiresGradient(true);
    }
    parameters.add(parameter);
    values.add(trainable ? parameter.stopGradient() : parameter);
  }

  /** Output of shape [B, outputs] that {@code backward} can go through to the parameters. */
  NDArray forwardForTraining(NDArray input) {
    return forward(input, parameters);
  }

  /** Output of shape [B, outputs] without a graph. */
  NDArray forward(NDArray input) {
    return forward(input, values);
  }

  private static NDArray forward(NDArray input, List<NDArray> weights) {
    NDArray result = input;
    for (int i = 0; i < weights.size(); i += 2) {
      if (i > 0) {
        result = Activation.relu(result);
      }
      result = Linear.linear(result, weights.get(i), weights.get(i + 1)).singletonOrThrow();
    }
    return result;
  }

  /** Sets these parameters to those of another network of the same shape. */
  void copyFrom(TorchMlp other) {
    for (int i = 0; i < values.size(); i++) {
      other.values.get(i).copyTo(values.get(i));
    }
  }

  /** A copy in plain Java. */
  Mlp copy() {
    List<Mlp.Layer> layers = new ArrayList<>();
    for (int i = 0; i < values.size(); i += 2) {
      Shape shape = values.get(i).getShape();
      layers.add(
          new Mlp.Layer(
              Math.toIntExact(shape.get(1)),
              Math.toIntExact(shape.get(0)),
              values.get(i).toFloatArray(),
              values.get(i + 1).toFloatArray()));
    }
    return new Mlp(layers);
  }

  List<NDArray> parameters() {
    return parameters;
  }
}
