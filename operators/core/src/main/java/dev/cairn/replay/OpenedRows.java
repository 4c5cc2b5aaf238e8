package dev.cairn.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor of a compressed column in a batch: for each of its rows, which of the rows it is that
 * the batch's blocks open to. Two tensors may share their blocks, which are given out with one of
 * them.
 *
 * <p>Format, little-endian:
 *
 * <pre>
 *   int     blocks m; 0: those of the column whose new_ this is
 *   int     references n: rows of the tensor, of a stacked one its frames
 *   m x     { int rows in the block, int bytes of it }
 *   n x     int number of the row, the blocks being opened one after another; -1: zeros
 *   m x     block
 * </pre>
 *
 * Not thread-safe.
 */
final class OpenedRows {

  private static final int HEADER_BYTES = 8;
  private static final int BLOCK_BYTES = 8;

  private final ColumnSpec spec;
  private final int nth;
  private final BatchBlocks blocks;
  private final boolean owner;
  private final String name;
  private int[] references = {};
  private List<Integer> leading = List.of();

  /** A tensor of that column with blocks of its own. */
  OpenedRows(ColumnSpec spec, int nth) {
    this(spec, nth, new BatchBlocks(), true, spec.name());
  }

  private OpenedRows(ColumnSpec spec, int nth, BatchBlocks blocks, boolean owner, String name) {
    this.spec = spec;
    this.nth = nth;
    this.blocks = blocks;
    this.owner = owner;
    this.name = name;
  }

  /** The tensor of the observations after the steps, with the same blocks. */
  OpenedRows next() {
    return new OpenedRows(spec, nth, blocks, false, BatchColumns.next(spec));
  }

  /** Begins a tensor of zeros of these axes before the column's own. */
  void start(Integer... axes) {
    leading = List.of(axes);
    int rows = spec.stack();
    for (int axis : axes) {
      rows = Math.multiplyExact(rows, axis);
    }
    references = new int[rows];
    Arrays.fill(references, -1);
    if (owner) {
      blocks.clear();
    }
  }

  /** Fills a row, or the frames of a stack, from a step of the item. */
  void put(ItemRows item, int step, int row) {
    int stack = spec.stack();
    for (int frame = 0; frame < stack; frame++) {
      references[row * stack + frame] = item.openedRow(blocks, nth, step, stack - 1 - frame);
    }
  }

  /** The tensor as it was filled; one that owns the blocks after those that share them. */
  DrawnBatch.ColumnData column() {
    int count = owner ? blocks.blocks() : 0;
    int table = HEADER_BYTES + count * BLOCK_BYTES;
    int data = table + references.length * 4;
    byte[] bytes = new byte[owner ? data + blocks.bytes() : data];
    LittleEndian.putInt(bytes, 0, count);
    LittleEndian.putInt(bytes, 4, references.length);
    for (int block = 0; block < count; block++) {
      LittleEndian.putInt(bytes, HEADER_BYTES + block * BLOCK_BYTES, blocks.rows(block));
      LittleEndian.putInt(bytes, HEADER_BYTES + block * BLOCK_BYTES + 4, blocks.size(block));
    }
    for (int i = 0; i < references.length; i++) {
      LittleEndian.putInt(bytes, table + i * 4, references[i]);
    }
    if (owner) {
      blocks.copy(bytes, data);
    }
    List<Integer> shape = new ArrayList<>(leading);
    if (spec.stack() > 1) {
      shape.add(spec.stack());
    }
    shape.addAll(spec.shape());
    return new DrawnBatch.ColumnData(
        name, spec.dtype(), List.copyOf(shape), bytes, spec.encoding());
  }
}
