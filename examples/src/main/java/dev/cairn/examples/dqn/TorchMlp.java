package dev.cairn.examples.dqn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@link Mlp} in PyTorch. Its tensors lie over direct buffers of Java, so that setting
 * parameters is a plain write and needs no native call. Results belong to the manager of the input.
 * Not thread-safe.
 */
final class TorchMlp {

  /** One parameter; {@code leaf} is over the same memory as {@code value}, with a gradient. */
  @SuppressWarnings("ArrayRecordComponent") // private, never compared
  private record Parameter(float[] copy, FloatBuffer memory, NDArray value, NDArray leaf) {}

  private final List<Parameter> parameters = new ArrayList<>();
  private final Mlp shape;

  TorchMlp(NDManager manager, Mlp start) {
    shape = start;
    for (Mlp.Layer layer : start.layers()) {
      add(manager, layer.weight(), new Shape(layer.outputs(), layer.inputs()));
      add(manager, layer.bias(), new Shape(layer.outputs()));
    }
    load();
  }

  private void add(NDManager manager, float[] values, Shape shape) {
    ByteBuffer memory = buffer(values.length);
    NDArray leaf = manager.create(memory, shape, DataType.FLOAT32);
    leaf.setRequiresGradient(true);
    parameters.add(
        new Parameter(
            values.clone(),
            memory.asFloatBuffer(),
            manager.create(memory, shape, DataType.FLOAT32),
            leaf));
  }

  /** A tensor of given values. */
  static NDArray tensor(NDManager manager, float[] values, Shape shape) {
    ByteBuffer memory = buffer(values.length);
    memory.asFloatBuffer().put(values);
    return manager.create(memory, shape, DataType.FLOAT32);
  }

  // PyTorch uses a direct buffer in place, so it must be in the byte order of this machine.
  private static ByteBuffer buffer(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  /** Output of shape [B, outputs] that {@code backward} can go through to the parameters. */
  NDArray forwardForTraining(NDArray input) {
    return forward(input, true);
  }

  /** Output of shape [B, outputs] without a graph. */
  NDArray forward(NDArray input) {
    return forward(input, false);
  }

  private NDArray forward(NDArray input, boolean training) {
    NDArray result = input;
    for (int i = 0; i < parameters.size(); i += 2) {
      if (i > 0) {
        result = Activation.relu(result);
      }
      Parameter weight = parameters.get(i);
      Parameter bias = parameters.get(i + 1);
      result =
          Linear.linear(
                  result,
                  training ? weight.leaf() : weight.value(),
                  training ? bias.leaf() : bias.value())
              .singletonOrThrow();
    }
    return result;
  }

  /** The gradients since they were taken last, weight and bias of each layer in turn. */
  List<float[]> takeGradients() {
    List<float[]> gradients = new ArrayList<>(parameters.size());
    for (Parameter parameter : parameters) {
      try (NDArray gradient = parameter.leaf().getGradient()) {
        gradients.add(gradient.toFloatArray());
        // PyTorch adds each backward pass to what is there.
        gradient.subi(gradient);
      }
    }
    return gradients;
  }

  /** The parameters in the order of {@link #takeGradients}; after a change call {@link #load}. */
  List<float[]> values() {
    return parameters.stream().map(Parameter::copy).toList();
  }

  /** Makes what was written into {@link #values} the network's parameters. */
  void load() {
    for (Parameter parameter : parameters) {
      parameter.memory().put(0, parameter.copy());
    }
  }

  /** Sets these parameters to those of another network of the same shape. */
  void copyFrom(TorchMlp other) {
    for (int i = 0; i < parameters.size(); i++) {
      float[] source = other.parameters.get(i).copy();
      System.arraycopy(source, 0, parameters.get(i).copy(), 0, source.length);
    }
    load();
  }

  /** A copy in plain Java. */
  Mlp copy() {
    return shape.with(values());
  }
}
