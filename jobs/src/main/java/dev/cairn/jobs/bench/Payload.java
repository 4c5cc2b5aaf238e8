package dev.cairn.jobs.bench;

import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a transition of a benchmark is: an observation, an action of 8 bytes and a reward of 4.
 *
 * @param floats elements of the observation, float32, at least 1
 * @param successors batches hold the next observation too; else the observation is a column like
 *     any other
 */
public record Payload(int floats, boolean successors) {

  /** Of 100 bytes; a drawn item is of 188, with the next observation. */
  static final Payload SMALL = new Payload(22, true);

  /** Bytes of the columns of one transition, as they are kept. */
  int bytes() {
    return floats * Float.BYTES + Long.BYTES + Float.BYTES;
  }

  /** The table's {@code columns}, indented by 6. */
  String yaml() {
    return """
              obs: {dtype: float32, shape: [%d]%s}
              actions: {dtype: int64}
              rewards: {dtype: float32}
        """
        .formatted(floats, successors ? ", observation: true" : "");
  }

  /** Observations of a chunk; none when they are a column. */
  List<dev.cairn.schema.Column> observations(int steps) {
    return successors ? List.of(observation(steps + 1)) : List.of();
  }

  /** The other columns of a chunk. */
  List<dev.cairn.schema.Column> columns(int steps) {
    List<dev.cairn.schema.Column> columns = new ArrayList<>();
    if (!successors) {
      columns.add(observation(steps));
    }
    columns.add(Tensors.column("actions", Tensors.of(new long[steps])));
    columns.add(Tensors.column("rewards", random(steps)));
    return columns;
  }

  private dev.cairn.schema.Column observation(int rows) {
    return Tensors.column("obs", random(rows, floats));
  }

  private static Tensor random(int... shape) {
    SplittableRandom random = new SplittableRandom(1);
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble();
    }
    return Tensors.of(values, shape);
  }
}
