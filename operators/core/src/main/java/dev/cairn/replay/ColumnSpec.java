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
 * @param encoding how its rows are held; only rows of at least {@link #MIN_COMPRESSED} bytes can be
 *     compressed
 */
public record ColumnSpec(
    String name,
    DType dtype,
    List<Integer> shape,
    boolean observation,
    int stack,
    Encoding encoding)
    implements Serializable {

  /** Bytes of the smallest row that may be compressed: below, what a block costs is felt. */
  public static final int MIN_COMPRESSED = 256;

  private static final int MAX_STACK = 64;

  /** A column that is neither stacked nor compressed. */
  public ColumnSpec(String name, DType dtype, List<Integer> shape, boolean observation) {
    this(name, dtype, shape, observation, 1);
  }

  /** A column that is not compressed. */
  public ColumnSpec(String name, DType dtype, List<Integer> shape, boolean observation, int stack) {
    this(name, dtype, shape, observation, stack, Encoding.RAW);
  }

  /**
   * @throws IllegalArgumentException when a name, an axis or the stack is out of its range, or a
   *     row too small to be compressed
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
    if (encoding == Encoding.ZSTD && rowBytes(dtype, shape) < MIN_COMPRESSED) {
      throw new IllegalArgumentException(
          "only a column of at least "
              + MIN_COMPRESSED
              + " bytes a row can be compressed; leave encoding: zstd out: column="
              + name
              + " row_bytes="
              + rowBytes(dtype, shape));
    }
  }

  /** Whether its rows are held in compressed blocks. */
  public boolean compressed() {
    return encoding != Encoding.RAW;
  }

  /** Bytes of one row, one frame of a stack, as it is when opened. */
  public int rowBytes() {
    return rowBytes(dtype, shape);
  }

  /** Bytes of one row among the raw columns of a payload: none where it is compressed. */
  public int rawRowBytes() {
    return compressed() ? 0 : rowBytes();
  }

  private static int rowBytes(DType dtype, List<Integer> shape) {
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

  /** Without the encoding where there is none: steps that wait are known by this text. */
  @Override
  public String toString() {
    return "ColumnSpec[name="
        + name
        + ", dtype="
        + dtype
        + ", shape="
        + shape
        + ", observation="
        + observation
        + ", stack="
        + stack
        + (compressed() ? ", encoding=" + encoding : "")
        + "]";
  }
}
