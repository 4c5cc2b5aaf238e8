package dev.cairn.examples.dqn;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

/**
 * Double DQN (van Hasselt et al. 2016) with PyTorch through DJL: target r + γ^k·Q'(s', argmax Q(s',
 * ·)), k = 1 or the steps that the transition lasted, Huber loss with δ = 1 weighted by the
 * importance weights as given and averaged over the batch, Adam, hard copies into the target
 * network.
 *
 * <p>Not thread-safe; instances may learn in threads of their own, but take turns (DJL allows one
 * gradient collector in a JVM). An update of 64 through 4-64-64-2 costs about half a millisecond.
 */
public final class DoubleDqn implements AutoCloseable {

  // The loss is not built as a graph: from TD error d and weight w, the derivative of the loss by
  // Q(s, a) is -w * clamp(d, -1, 1) / B. It is computed here, put where a stands in a matrix G of
  // shape [B, actions], and sum(Q * G) is what goes backward: the same gradient with a third of
  // the calls into native code, whose number is what an update of this size costs.

  private final DqnOptions options;
  private final Engine engine = PyTorch.engine();
  private final NDManager manager = engine.newBaseManager();
  private final int observationSize;
  private final int actions;
  private final TorchMlp online;
  private final TorchMlp target;
  private final Adam adam;
  private long updates;

  /**
   * @param observationSize >= 1
   * @param actions >= 2
   * @param seed of the first parameters
   */
  public DoubleDqn(DqnOptions options, int observationSize, int actions, long seed) {
    this(options, Mlp.random(seed, sizes(options, observationSize, actions)));
  }

  /** Goes on from given parameters; {@code options.hidden()} is not used. */
  public DoubleDqn(DqnOptions options, Mlp start) {
    this(options, DqnState.first(start));
  }

  /** Goes on where another was; {@code options.hidden()} is not used. */
  public DoubleDqn(DqnOptions options, DqnState state) {
    this.options = options;
    this.observationSize = state.online().inputs();
    this.actions = state.online().outputs();
    this.online = new TorchMlp(manager, state.online());
    this.target = new TorchMlp(manager, state.target());
    this.adam =
        new Adam(
            state.means().values(),
            state.squares().values(),
            state.adamSteps(),
            options.learningRate(),
            options.adamEpsilon(),
            options.maxGradientNorm());
    this.updates = state.updates();
  }

  /**
   * Learns from one batch.
   *
   * @throws IllegalArgumentException if the batch does not fit the network
   */
  public DqnUpdate update(DqnBatch batch) {
    int size = batch.size();
    if (batch.observations().length != size * observationSize) {
      throw new IllegalArgumentException(
          "observations must be [B, "
              + observationSize
              + "]: B="
              + size
              + " elements="
              + batch.observations().length);
    }
    try (NDManager scratch = manager.newSubManager()) {
      Shape shape = new Shape(size, observationSize);
      NDArray newObservations = TorchMlp.tensor(scratch, batch.newObservations(), shape);
      float[] nextOnline = online.forward(newObservations).toFloatArray();
      float[] nextTarget = target.forward(newObservations).toFloatArray();
      Gradient gradient;
      synchronized (engine) {
        try (GradientCollector collector = engine.newGradientCollector()) {
          NDArray q =
              online.forwardForTraining(TorchMlp.tensor(scratch, batch.observations(), shape));
          gradient = gradient(batch, q.toFloatArray(), nextOnline, nextTarget);
          NDArray matrix = TorchMlp.tensor(scratch, gradient.byOutput(), new Shape(size, actions));
          collector.backward(q.mul(matrix).sum());
        }
      }
      double norm = adam.step(online.values(), online.takeGradients());
      online.load();
      updates++;
      if (updates % options.targetPeriod() == 0) {
        target.copyFrom(online);
      }
      return new DqnUpdate(gradient.tdErrors(), gradient.loss(), gradient.meanQ(), norm);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // a local carrier
  private record Gradient(float[] byOutput, float[] tdErrors, double loss, double meanQ) {}

  private Gradient gradient(DqnBatch batch, float[] q, float[] nextOnline, float[] nextTarget) {
    int size = batch.size();
    float[] byOutput = new float[size * actions];
    float[] tdErrors = new float[size];
    double loss = 0;
    double sumQ = 0;
    for (int i = 0; i < size; i++) {
      int row = i * actions;
      int action = batch.actions()[i];
      if (action < 0 || action >= actions) {
        throw new IllegalArgumentException(
            "action must be in [0, " + actions + "): action=" + action);
      }
      double goal = batch.rewards()[i];
      if (!batch.terminateds()[i]) {
        double discount = Math.pow(options.discount(), batch.durations()[i]);
        goal += discount * nextTarget[row + argMax(nextOnline, row)];
      }
      double estimate = q[row + action];
      double error = goal - estimate;
      double weight = batch.weights()[i];
      double size1 = Math.abs(error);
      tdErrors[i] = (float) error;
      loss += weight * (size1 <= 1 ? 0.5 * error * error : size1 - 0.5);
      sumQ += estimate;
      byOutput[row + action] = (float) (-weight * Math.max(-1, Math.min(1, error)) / size);
    }
    return new Gradient(byOutput, tdErrors, loss / size, sumQ / size);
  }

  private int argMax(float[] values, int row) {
    int best = 0;
    for (int a = 1; a < actions; a++) {
      if (values[row + a] > values[row + best]) {
        best = a;
      }
    }
    return best;
  }

  /** Updates made, >= 0. */
  public long updates() {
    return updates;
  }

  /** A copy of the online network's parameters. */
  public Mlp policy() {
    return online.copy();
  }

  /** A copy of all that the next update depends on. */
  public DqnState state() {
    Mlp policy = policy();
    return new DqnState(
        policy,
        target.copy(),
        policy.with(adam.means()),
        policy.with(adam.squares()),
        adam.steps(),
        updates);
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    manager.close();
  }

  private static int[] sizes(DqnOptions options, int observationSize, int actions) {
    int[] sizes = new int[options.hidden().size() + 2];
    sizes[0] = observationSize;
    for (int i = 0; i < options.hidden().size(); i++) {
      sizes[i + 1] = options.hidden().get(i);
    }
    sizes[sizes.length - 1] = actions;
    return sizes;
  }
}
