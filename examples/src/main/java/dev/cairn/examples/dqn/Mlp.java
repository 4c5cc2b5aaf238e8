package dev.cairn.examples.dqn;

import dev.cairn.examples.Environment;
import dev.cairn.schema.Column;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A multi-layer perceptron with ReLU between its layers, in plain Java: what acts, for workers,
 * evaluation and {@code cairn play}. Needs no native library.
 *
 * <p>As tensors, layer i is {@code layers.<i>.weight}, float32 [outputs, inputs], and {@code
 * layers.<i>.bias}, float32 [outputs], both as in {@code torch.nn.Linear}. Immutable and
 * thread-safe. A pass through 4-64-64-2 costs a few microseconds.
 */
public final class Mlp {

  /**
   * One affine layer.
   *
   * @param inputs >= 1
   * @param outputs >= 1
   * @param weight [outputs, inputs] in C order
   * @param bias [outputs]
   */
  @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
  record Layer(int inputs, int outputs, float[] weight, float[] bias) {
    Layer {
      if (inputs < 1
          || outputs < 1
          || weight.length != (long) inputs * outputs
          || bias.length != outputs) {
        throw new IllegalArgumentException(
            "weight must be [outputs, inputs] and bias [outputs]: inputs="
                + inputs
                + " outputs="
                + outputs
                + " weight="
                + weight.length
                + " bias="
                + bias.length);
      }
    }
  }

  private final List<Layer> layers;

  Mlp(List<Layer> layers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network must have a layer: layers=0");
    }
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i).inputs() != layers.get(i - 1).outputs()) {
        throw new IllegalArgumentException(
            "inputs of layer "
                + i
                + " must be the outputs of the layer before: inputs="
                + layers.get(i).inputs()
                + " outputs="
                + layers.get(i - 1).outputs());
      }
    }
    this.layers = List.copyOf(layers);
  }

  /**
   * A network with random parameters, uniform in ±1/sqrt(inputs) as PyTorch starts a linear layer.
   *
   * @param sizes width of the input, of each hidden layer, of the output
   */
  public static Mlp random(long seed, int... sizes) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < sizes.length; i++) {
      double bound = 1 / Math.sqrt(sizes[i - 1]);
      float[] weight = new float[sizes[i] * sizes[i - 1]];
      float[] bias = new float[sizes[i]];
      for (int j = 0; j < weight.length; j++) {
        weight[j] = (float) random.nextDouble(-bound, bound);
      }
      for (int j = 0; j < bias.length; j++) {
        bias[j] = (float) random.nextDouble(-bound, bound);
      }
      layers.add(new Layer(sizes[i - 1], sizes[i], weight, bias));
    }
    return new Mlp(layers);
  }

  /**
   * The network held by named tensors; others than {@code layers.*} are ignored.
   *
   * @throws IllegalArgumentException if a tensor is missing or does not fit
   */
  public static Mlp fromColumns(List<Column> columns) {
    Map<String, Column> byName = new HashMap<>();
    for (Column column : columns) {
      byName.put(column.getName(), column);
    }
    List<Layer> layers = new ArrayList<>();
    Column weight = byName.get(weightName(0));
    while (weight != null) {
      int i = layers.size();
      Column bias = byName.get(biasName(i));
      List<Integer> shape = weight.getTensor().getShape();
      if (bias == null || shape.size() != 2) {
        throw new IllegalArgumentException(
            "layer " + i + " must have a bias and a weight of two axes: shape=" + shape);
      }
      layers.add(
          new Layer(
              shape.get(1),
              shape.get(0),
              Tensors.floats(weight.getTensor()),
              Tensors.floats(bias.getTensor())));
      weight = byName.get(weightName(i + 1));
    }
    return new Mlp(layers);
  }

  /** The network as named tensors; copies. */
  public Map<String, Tensor> toTensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      tensors.put(weightName(i), Tensors.of(layer.weight(), layer.outputs(), layer.inputs()));
      tensors.put(biasName(i), Tensors.of(layer.bias(), layer.outputs()));
    }
    return tensors;
  }

  /** {@link #toTensors()} as columns, raw. */
  public List<Column> toColumns() {
    List<Column> columns = new ArrayList<>();
    toTensors().forEach((name, tensor) -> columns.add(Tensors.column(name, tensor)));
    return columns;
  }

  /**
   * A network of the same shape with other parameters: copies of weight and bias of each layer in
   * turn.
   */
  Mlp with(List<float[]> values) {
    List<Layer> changed = new ArrayList<>();
    for (Layer layer : layers) {
      int i = 2 * changed.size();
      changed.add(
          new Layer(
              layer.inputs(), layer.outputs(), values.get(i).clone(), values.get(i + 1).clone()));
    }
    return new Mlp(changed);
  }

  /** Copies of weight and bias of each layer in turn, as {@link #with} takes them. */
  List<float[]> values() {
    List<float[]> values = new ArrayList<>();
    for (Layer layer : layers) {
      values.add(layer.weight().clone());
      values.add(layer.bias().clone());
    }
    return values;
  }

  /** Width of the input. */
  public int inputs() {
    return layers.get(0).inputs();
  }

  /** Width of the output. */
  public int outputs() {
    return layers.get(layers.size() - 1).outputs();
  }

  /**
   * The network's output, a new array.
   *
   * @param input of length {@link #inputs()}
   */
  public float[] forward(float[] input) {
    if (input.length != inputs()) {
      throw new IllegalArgumentException(
          "input must have the network's width: length=" + input.length + " width=" + inputs());
    }
    float[] values = input;
    for (int i = 0; i < layers.size(); i++) {
      values = affine(layers.get(i), values);
      if (i < layers.size() - 1) {
        for (int j = 0; j < values.length; j++) {
          values[j] = Math.max(0, values[j]);
        }
      }
    }
    return values;
  }

  /** The action of the largest output; the lowest of equal ones. */
  public int greedyAction(float[] observation) {
    float[] values = forward(observation);
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Checks that this network can act in an environment.
   *
   * @throws IllegalArgumentException if input or output has another width
   */
  public void checkFits(Environment environment) {
    checkFits(environment.observationSize(), environment.actions());
  }

  /**
   * Checks the widths of input and output.
   *
   * @throws IllegalArgumentException if one of them is another
   */
  public void checkFits(int observationSize, int actions) {
    if (inputs() != observationSize || outputs() != actions) {
      throw new IllegalArgumentException(
          "the network must fit the environment: inputs="
              + inputs()
              + " outputs="
              + outputs()
              + " observationSize="
              + observationSize
              + " actions="
              + actions);
    }
  }

  List<Layer> layers() {
    return layers;
  }

  private static float[] affine(Layer layer, float[] input) {
    float[] weight = layer.weight();
    float[] output = layer.bias().clone();
    for (int o = 0, w = 0; o < output.length; o++) {
      float sum = output[o];
      for (float value : input) {
        sum += weight[w++] * value;
      }
      output[o] = sum;
    }
    return output;
  }

  private static String weightName(int layer) {
    return "layers." + layer + ".weight";
  }

  private static String biasName(int layer) {
    return "layers." + layer + ".bias";
  }
}
