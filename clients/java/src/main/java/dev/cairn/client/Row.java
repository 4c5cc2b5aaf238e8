package dev.cairn.client;

import dev.cairn.schema.DType;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One row of named columns, little-endian; meant to be filled again for each step, so that writing
 * a step allocates nothing. Not thread-safe.
 */
public final class Row {

  static final class Cell {
    DType dtype = DType.unknown;
    int[] shape = {};
    ByteBuffer data = ByteBuffer.allocate(0);
  }

  private final Map<String, Cell> cells = new LinkedHashMap<>();

  /** A vector of float32, shape [n]. */
  public Row floats(String column, float... values) {
    ByteBuffer data = cell(column, DType.float32, values.length, 4, values.length);
    for (float value : values) {
      data.putFloat(value);
    }
    return this;
  }

  /** A scalar float32. */
  public Row scalar(String column, float value) {
    cell(column, DType.float32, -1, 4, 1).putFloat(value);
    return this;
  }

  /** A scalar int64. */
  public Row scalar(String column, long value) {
    cell(column, DType.int64, -1, 8, 1).putLong(value);
    return this;
  }

  /**
   * Any tensor.
   *
   * @param values its bytes, little-endian, C order; copied
   * @throws IllegalArgumentException when their number is not that of dtype and shape
   */
  public Row bytes(String column, DType dtype, byte[] values, int... shape) {
    return tensor(column, Tensors.wrap(dtype, ByteBuffer.wrap(values), shape));
  }

  /**
   * Any tensor; a scalar has shape [].
   *
   * @throws IllegalArgumentException when dtype, shape and size of its data do not agree
   */
  public Row tensor(String column, Tensor tensor) {
    Tensors.check(tensor);
    ByteBuffer data = Tensors.data(tensor);
    Cell cell = cells.computeIfAbsent(column, name -> new Cell());
    cell.dtype = tensor.getDtype();
    cell.shape = tensor.getShape().stream().mapToInt(Integer::intValue).toArray();
    if (cell.data.capacity() != data.remaining()) {
      cell.data = ByteBuffer.allocate(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    }
    cell.data.clear().put(data);
    return this;
  }

  Map<String, Cell> cells() {
    return cells;
  }

  private ByteBuffer cell(String column, DType dtype, int axis, int elementBytes, int elements) {
    Cell cell = cells.get(column);
    if (cell == null) {
      cell = new Cell();
      cells.put(column, cell);
    }
    int bytes = elementBytes * elements;
    boolean scalar = axis < 0;
    if (cell.dtype != dtype
        || cell.data.capacity() != bytes
        || cell.shape.length != (scalar ? 0 : 1)) {
      cell.dtype = dtype;
      cell.shape = scalar ? new int[0] : new int[] {axis};
      cell.data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    cell.data.clear();
    return cell.data;
  }
}
