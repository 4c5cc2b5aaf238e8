package dev.cairn.jobs.bench;

import dev.cairn.schema.Column;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a transition of a benchmark is: an observation, an action of 8 bytes and a reward of 4.
 *
 * @param floats elements of the observation, float32; 0 for a frame of 84x84 uint8, of which a
 *     batch stacks 4
 * @param successors batches hold the next observation too, which frames always do; else the
 *     observation is a column like any other
 */
public record Payload(int floats, boolean successors) {

  public Payload {
    if (floats == 0 && !successors) {
      throw new IllegalArgumentException("frames have successors: successors=false floats=0");
    }
  }

  /** Of 100 bytes; a drawn item is of 188, with the next observation. */
  static final Payload SMALL = new Payload(22, true);

  /** Frames as Atari agents take them: sent once, compressed, stacked in a batch. */
  static final Payload FRAMES = new Payload(0, true);

  private static final int SIDE = Screens.SIDE;
  private static final int STACK = 4;

  /** Whether observations are {@link Frames}, compressed. */
  boolean frames() {
    return floats == 0;
  }

  /** Bytes of the columns of one transition, as they are before they are compressed. */
  int bytes() {
    return (frames() ? SIDE * SIDE : floats * Float.BYTES) + Long.BYTES + Float.BYTES;
  }

  /** Bytes of an item in a batch, not compressed: its columns, and what the memory knows of it. */
  int sampleBytes() {
    int next = successors ? floats * Float.BYTES : 0;
    return bytes() + next + 4 + 8 + 8 + 1 + 4 + 8 + 8;
  }

  /** The table's {@code columns}, indented by 6. */
  String yaml() {
    String kind =
        frames()
            ? "dtype: uint8, shape: [%d, %d], stack: %d, encoding: zstd"
                .formatted(SIDE, SIDE, STACK)
            : "dtype: float32, shape: [%d]".formatted(floats);
    return """
              obs: {%s%s}
              actions: {dtype: int64}
              rewards: {dtype: float32}
        """
        .formatted(kind, successors ? ", observation: true" : "");
  }

  /** Observations of a chunk; none when they are a column, or frames. */
  List<Column> observations(int steps) {
    return successors && !frames() ? List.of(observation(steps + 1)) : List.of();
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
