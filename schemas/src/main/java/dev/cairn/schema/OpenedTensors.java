package dev.cairn.schema;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tensors made of the rows of the same blocks, being filled row by row. Not thread-safe. */
final class OpenedTensors {

  private final ColumnBlocks blocks;
  private final List<byte[]> targets = new ArrayList<>();
  private int rowBytes;
  // Places are numbered through the tensors. Of each row its first place, of each place the next
  // one of the same row; -1: none.
  private final int[] first;
  private int[] next = {};
  private int places;

  OpenedTensors(ColumnBlocks blocks) {
    this.blocks = blocks;
    first = new int[Math.toIntExact(blocks.rows())];
    Arrays.fill(first, -1);
  }

  ColumnBlocks blocks() {
    return blocks;
  }

  int rowBytes() {
    return rowBytes;
  }

  /**
   * A tensor that the rows will be put into, zeros until then.
   *
   * @param table with its references
   * @throws IllegalArgumentException when they do not fit its shape or the blocks
   */
  Tensor add(Tensor tensor, ColumnBlocks table) {
    int bytes =
        Math.multiplyExact(Tensors.elements(tensor), Tensors.elementBytes(tensor.getDtype()));
    boolean inOrder = table.references() == 0;
    int rows = inOrder ? first.length : table.references();
    int width = rows == 0 ? 0 : bytes / rows;
    boolean alike = targets.isEmpty() || rows == 0 || rowBytes == 0 || width == rowBytes;
    if ((long) width * rows != bytes || !alike) {
      throw new IllegalArgumentException(
          "rows must be of one size and fill the tensor: rows=" + rows + " bytes=" + bytes);
    }
    rowBytes = Math.max(rowBytes, width);
    next = Arrays.copyOf(next, places + rows);
    for (int i = 0; i < rows; i++) {
      int row = inOrder ? i : table.reference(i);
      if (row < -1 || row >= first.length) {
        throw new IllegalArgumentException(
            "a reference must be that of a row in the blocks, or -1: reference="
                + row
                + " rows="
                + first.length);
      }
      if (row >= 0) {
        next[places + i] = first[row];
        first[row] = places + i;
      }
    }
    places += rows;
    byte[] target = new byte[bytes];
    targets.add(target);
    return new Tensor(tensor.getDtype(), tensor.getShape(), ByteBuffer.wrap(target));
  }

  /** Copies a row to all of its places. */
  void put(int row, byte[] source, int at) {
    for (int place = first[row]; place >= 0; place = next[place]) {
      int tensor = 0;
      long offset = (long) place * rowBytes;
      while (offset >= targets.get(tensor).length) {
        offset -= targets.get(tensor).length;
        tensor++;
      }
      System.arraycopy(source, at, targets.get(tensor), (int) offset, rowBytes);
    }
  }
}
