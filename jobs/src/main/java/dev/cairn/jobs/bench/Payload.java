package dev.cairn.jobs.bench;

import dev.cairn.schema.Column;
import dev.cairn.schema.DType;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a transition of a benchmark is: an observation, an action of 8 bytes and a reward of 4.
 *
 * @param floats elements of the observation, float32; 0 for a frame of 84x84 uint8, of which a
 *     batch stacks 4
 * @param successors batches hold the next observation too; else the observation is a column like
 *     any other
 */
public record Payload(int floats, boolean successors) {

  /** Of 100 bytes; a drawn item is of 188, with the next observation. */
  static final Payload SMALL = new Payload(22, true);

  /** Frames as Atari agents take them: sent once, stacked in a batch. */
  static final Payload FRAMES = new Payload(0, true);

  private static final int SIDE = 84;
  private static final int STACK = 4;

  private boolean frames() {
    return floats == 0;
  }

  /** Bytes of the columns of one transition, as they are kept. */
  int bytes() {
    return (frames() ? SIDE * SIDE : floats * Float.BYTES) + Long.BYTES + Float.BYTES;
  }

  /** The table's {@code columns}, indented by 6. */
  String yaml() {
    String kind =
        frames()
            ? "dtype: uint8, shape: [%d, %d], stack: %d".formatted(SIDE, SIDE, STACK)
            : "dtype: float32, shape: [%d]".formatted(floats);
    return """
              obs: {%s%s}
              actions: {dtype: int64}
              rewards: {dtype: float32}
        """
        .formatted(kind, successors ? ", observation: true" : "");
  }

  /** Observations of a chunk; none when they are a column. */
  List<Column> observations(int steps) {
    return successors ? List.of(observation(steps + 1)) : List.of();
  }

  /** The other columns of a chunk. */
  List<Column> columns(int steps) {
    List<Column> columns = new ArrayList<>();
    if (!successors) {
      columns.add(observation(steps));
    }
    columns.add(Tensors.column("actions", Tensors.of(new long[steps])));
    columns.add(Tensors.column("rewards", random(steps)));
    return columns;
  }

  private Column observation(int rows) {
    return Tensors.column("obs", frames() ? pictures(rows) : random(rows, floats));
  }

  /** A paddle and a ball over a still background of stripes: nearly the same from row to row. */
  private static Tensor pictures(int rows) {
    ByteBuffer data = ByteBuffer.allocate(rows * SIDE * SIDE);
    for (int row = 0; row < rows; row++) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          boolean ball = Math.abs(x - (7 * row) % SIDE) < 2 && Math.abs(y - (5 * row) % SIDE) < 2;
          boolean paddle = y > SIDE - 4 && Math.abs(x - (3 * row) % SIDE) < 8;
          data.put((byte) (ball || paddle ? 236 : y / 12 * 20));
        }
      }
    }
    return Tensors.wrap(DType.uint8, data.flip(), rows, SIDE, SIDE);
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
