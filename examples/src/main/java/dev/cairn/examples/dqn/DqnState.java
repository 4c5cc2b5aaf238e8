package dev.cairn.examples.dqn;

import dev.cairn.schema.Column;
import dev.cairn.schema.Parameters;
import dev.cairn.schema.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that the next update of a {@link DoubleDqn} depends on, its batch aside: with it a learner
 * goes on as if it had never stopped.
 *
 * @param online the network that learns
 * @param target the network that values
 * @param means Adam's first moments, in the shape of the network
 * @param squares Adam's second moments, likewise
 * @param adamSteps steps that Adam has made, >= 0
 * @param updates updates made, >= 0: the learner's step
 */
public record DqnState(
    Mlp online, Mlp target, Mlp means, Mlp squares, int adamSteps, long updates) {

  private static final String ADAM_STEPS = "adam_steps";

  public DqnState {
    if (adamSteps < 0 || updates < 0) {
      throw new IllegalArgumentException(
          "adam_steps and updates must be >= 0: adam_steps=" + adamSteps + " updates=" + updates);
    }
  }

  /** The state before the first update. */
  static DqnState first(Mlp start) {
    Mlp zeros = start.with(start.values().stream().map(v -> new float[v.length]).toList());
    return new DqnState(start, start, zeros, zeros, 0, 0);
  }

  /**
   * The state as tensors {@code online.layers.0.weight} and so on, which any language reads that
   * can be a worker.
   *
   * @param metadata goes with it
   */
  public Parameters toParameters(String space, String learner, Map<String, String> metadata) {
    List<Column> tensors = new ArrayList<>();
    add(tensors, "online", online);
    add(tensors, "target", target);
    add(tensors, "means", means);
    add(tensors, "squares", squares);
    Map<String, String> all = new HashMap<>(metadata);
    all.put(ADAM_STEPS, Integer.toString(adamSteps));
    return Parameters.newBuilder()
        .setSpace(space)
        .setVersion(updates)
        .setLearner(learner)
        .setTensors(tensors)
        .setMetadata(all)
        .setSentMs(System.currentTimeMillis())
        .build();
  }

  /**
   * What {@link #toParameters} made.
   *
   * @throws IllegalArgumentException if something is missing or does not fit
   */
  public static DqnState of(Parameters parameters) {
    String steps = parameters.getMetadata().get(ADAM_STEPS);
    if (steps == null || !steps.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "metadata must have " + ADAM_STEPS + ", a number: " + ADAM_STEPS + "=" + steps);
    }
    return new DqnState(
        network(parameters, "online"),
        network(parameters, "target"),
        network(parameters, "means"),
        network(parameters, "squares"),
        Integer.parseInt(steps),
        parameters.getVersion());
  }

  private static void add(List<Column> tensors, String name, Mlp network) {
    network
        .toTensors()
        .forEach((tensor, value) -> tensors.add(Tensors.column(name + "." + tensor, value)));
  }

  private static Mlp network(Parameters parameters, String name) {
    List<Column> own = new ArrayList<>();
    for (Column column : parameters.getTensors()) {
      if (column.getName().startsWith(name + ".")) {
        own.add(Tensors.column(column.getName().substring(name.length() + 1), column.getTensor()));
      }
    }
    return Mlp.fromColumns(own);
  }
}
