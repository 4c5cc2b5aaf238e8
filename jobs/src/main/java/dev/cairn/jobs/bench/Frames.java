package dev.cairn.jobs.bench;

import dev.cairn.schema.Column;
import dev.cairn.schema.ColumnCompressor;
import dev.cairn.schema.DType;
import dev.cairn.schema.Tensors;
import java.nio.ByteBuffer;

/**
 * The pictures of one chunk after the other, each of which is compressed when it is asked for, as a
 * writer does it. They are drawn before and come again after {@link #KEPT} of them. Not
 * thread-safe.
 */
final class Frames {

  private static final int KEPT = 8_192;
  private static final int BYTES = Screens.SIDE * Screens.SIDE;

  private final byte[] pictures;
  private final ColumnCompressor compressor = new ColumnCompressor();
  private final int steps;
  private int from;

  /** Of chunks of so many steps. */
  Frames(int steps, long seed) {
    this.steps = steps;
    pictures = new Screens(seed).next(KEPT + steps + 1);
  }

  /** The observations of the next chunk: its first picture is the last of the one before. */
  Column next() {
    ByteBuffer data = ByteBuffer.wrap(pictures, from * BYTES, (steps + 1) * BYTES).slice();
    from = (from + steps) % KEPT;
    return compressor.compress(
        "obs", Tensors.wrap(DType.uint8, data, steps + 1, Screens.SIDE, Screens.SIDE));
  }
}
