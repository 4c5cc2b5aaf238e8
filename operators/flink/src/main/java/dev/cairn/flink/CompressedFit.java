package dev.cairn.flink;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.Pieces;
import dev.cairn.schema.ColumnBlocks;
import dev.cairn.schema.ColumnOpener;
import dev.cairn.schema.Tensor;
import java.util.Arrays;

/**
 * Fits compressed columns to a table. Blocks are opened once to be checked, 4 to 5 microseconds a
 * frame of 84x84, and kept as they came: so what is in the memory can be opened by every reader.
 * Not thread-safe.
 */
final class CompressedFit implements AutoCloseable {

  private final ColumnOpener opener = new ColumnOpener();

  /**
   * The column as the memory holds it.
   *
   * @param tensor whose dtype and shape are those of the table
   * @throws Rejection when the blocks are not those of so many steps
   */
  byte[] pieces(ColumnSpec spec, Tensor tensor, int steps) throws Rejection {
    ColumnBlocks blocks;
    try {
      blocks = ColumnBlocks.of(tensor.getData());
    } catch (IllegalArgumentException e) {
      throw new Rejection(Reason.WRONG_SHAPE, "column=" + spec.name() + " " + e.getMessage());
    }
    if (blocks.references() != 0 || blocks.rows() != spec.rows(steps)) {
      throw new Rejection(
          Reason.WRONG_SHAPE,
          "blocks of a chunk must have its rows, and no references: column="
              + spec.name()
              + " allowed="
              + spec.rows(steps)
              + " rows="
              + blocks.rows()
              + " references="
              + blocks.references());
    }
    int[] rows = new int[blocks.blocks()];
    int[] bytes = new int[blocks.blocks()];
    Arrays.setAll(rows, blocks::rows);
    Arrays.setAll(bytes, blocks::bytes);
    for (int block = 0; block < rows.length; block++) {
      requireSize(spec, block, rows[block], bytes[block]);
    }
    try {
      opener.check(spec.name(), blocks, spec.rowBytes());
    } catch (IllegalArgumentException e) {
      throw new Rejection(Reason.UNDECODABLE, String.valueOf(e.getMessage()));
    }
    return Pieces.column(rows, bytes, blocks.data());
  }

  /** A batch takes whole blocks: large ones, or ones that did not become smaller, are refused. */
  private static void requireSize(ColumnSpec spec, int block, int rows, int bytes)
      throws Rejection {
    long opened = (long) rows * spec.rowBytes();
    boolean fits = rows == 1 || opened <= ColumnBlocks.MAX_OPENED_BYTES;
    if (!fits || bytes > opened + opened / 128 + 64) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "a block must open to at most "
              + ColumnBlocks.MAX_OPENED_BYTES
              + " bytes or be one row, and not be larger than what it opens to: column="
              + spec.name()
              + " block="
              + block
              + " rows="
              + rows
              + " opened_bytes="
              + opened
              + " bytes="
              + bytes);
    }
  }

  @Override
  public void close() {
    opener.close();
  }
}
