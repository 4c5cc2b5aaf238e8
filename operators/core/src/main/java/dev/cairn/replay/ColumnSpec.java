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
 * @param stack k: a batch has the row and the k-1 rows before it as [k, ...], oldest first, the
 *     episode's first row standing in for those before it; at least 1, and 1 (no stacking) unless
 *     it is an observation
 */
public record ColumnSpec(
    String name, DType dtype, List<Integer> shape, boolean observation, int stack)
    implements Serializable {

  private static final int MAX_STACK = 64;

  /** A column that is not stacked. */
  public ColumnSpec(String name, DType dtype, List<Integer> shape, boolean observation) {
    this(name, dtype, shape, observation, 1);
  }

  /**
   * @throws IllegalArgumentException when a name, an axis or the stack is out of its range
   */
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
    if (stack < 1 || stack > MAX_STACK || (stack > 1 && !observation)) {
      throw new IllegalArgumentException(
          "stack must be in [1, 64], and 1 unless the column is an observation: column="
              + name
              + " stack="
              + stack
              + " observation="
              + observation);
    }
  }

  /** Bytes of one row, one frame of a stack. */
  public int rowBytes() {
    long bytes = dtype.bytes();
    for (int axis : shape) {
      bytes = Math.multiplyExact(bytes, axis);
    }
    return Math.toIntExact(bytes);
  }

  /** Elements of one row, 1 for a scalar. */
  public int elements() {
    return rowBytes() / dtype.bytes();
  }

  /** Rows that a run of so many steps holds. */
  public int rows(int steps) {
    return observation ? steps + 1 : steps;
  }
}
