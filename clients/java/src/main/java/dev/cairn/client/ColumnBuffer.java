package dev.cairn.client;

import dev.cairn.schema.Column;
import dev.cairn.schema.DType;
import dev.cairn.schema.Encoding;
import dev.cairn.schema.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of one column of the chunk being filled. */
final class ColumnBuffer {

  private final String name;
  private final DType dtype;
  private final int[] shape;
  private final int rowBytes;
  private byte[] data;
  private int rows;

  ColumnBuffer(String name, Row.Cell first, int rowsExpected) {
    this.name = name;
    this.dtype = first.dtype;
    this.shape = first.shape.clone();
    this.rowBytes = first.data.position();
    this.data = new byte[Math.max(16, rowBytes * rowsExpected)];
  }

  /** Throws when a row is not of this column's dtype and shape. */
  void check(Row.Cell cell) {
    if (cell.dtype != dtype || !Arrays.equals(cell.shape, shape)) {
      throw new IllegalArgumentException(
          "every row of a column must have one dtype and shape: column="
              + name
              + " first="
              + dtype
              + Arrays.toString(shape)
              + " this="
              + cell.dtype
              + Arrays.toString(cell.shape));
    }
  }

  /** Adds a row that fits: see {@link #check}. */
  void add(Row.Cell cell) {
    int at = rows * rowBytes;
    if (at + rowBytes > data.length) {
      data = Arrays.copyOf(data, Math.max(at + rowBytes, data.length * 2));
    }
    cell.data.get(0, data, at, rowBytes);
    rows++;
  }

  int bytes() {
    return rows * rowBytes;
  }

  void clear() {
    rows = 0;
  }

  /** Keeps the last row only, as the first of the next chunk. */
  void keepLast() {
    System.arraycopy(data, (rows - 1) * rowBytes, data, 0, rowBytes);
    rows = 1;
  }

  /** The rows as they go on the wire; valid until the buffer changes. */
  Column column() {
    List<Integer> full = new ArrayList<>(shape.length + 1);
    full.add(rows);
    for (int axis : shape) {
      full.add(axis);
    }
    return new Column(
        name, new Tensor(dtype, full, ByteBuffer.wrap(data, 0, bytes())), Encoding.raw);
  }
}
