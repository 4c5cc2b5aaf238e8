package dev.cairn.replay;

import java.io.Serializable;
import java.util.List;

/**
 * One column of a table's signature.
 *
 * @param name column name, as on the wire; 1 to 64 characters
 * @param dtype element type
 * @param shape shape of one row; empty for a scalar; every axis at least 1
 * @param observation true when a run of T steps holds T+1 rows of it (one before each step, one
 *     after the last)
 */
public record ColumnSpec(String name, DType dtype, List<Integer> shape, boolean observation)
    implements Serializable {

  public ColumnSpec {
    shape = List.copyOf(shape);
    if (name.isEmpty() || name.length() > 64) {
      throw new IllegalArgumentException("column name must have 1 to 64 characters: name=" + name);
    }
    for (int axis : shape) {
      if (axis < 1) {
        throw new IllegalArgumentException(
            "every axis must be >= 1: column=" + name + " shape=" + shape);
      }
    }
  }

  /** Bytes of one row. */
  public int rowBytes() {
    long bytes = dtype.bytes();
    for (int axis : shape) {
      bytes = Math.multiplyExact(bytes, axis);
    }
    return Math.toIntExact(bytes);
  }

  /** Rows that a run of so many steps holds. */
  public int rows(int steps) {
    return observation ? steps + 1 : steps;
  }
}
