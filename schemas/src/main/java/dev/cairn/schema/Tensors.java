package dev.cairn.schema;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds and reads tensors: little-endian, C order. Without a shape, an array becomes a vector.
 *
 * <p>All methods throw IllegalArgumentException when shape, size or element type do not fit. Arrays
 * are copied. Thread-safe.
 */
public final class Tensors {

  private Tensors() {}

  /** A float32 tensor. */
  public static Tensor of(float[] values, int... shape) {
    ByteBuffer data = allocate(values.length, Float.BYTES);
    data.asFloatBuffer().put(values);
    return wrap(DType.float32, data, shape.length == 0 ? new int[] {values.length} : shape);
  }

  /** A float64 tensor. */
  public static Tensor of(double[] values, int... shape) {
    ByteBuffer data = allocate(values.length, Double.BYTES);
    data.asDoubleBuffer().put(values);
    return wrap(DType.float64, data, shape.length == 0 ? new int[] {values.length} : shape);
  }

  /** An int32 tensor. */
  public static Tensor of(int[] values, int... shape) {
    ByteBuffer data = allocate(values.length, Integer.BYTES);
    data.asIntBuffer().put(values);
    return wrap(DType.int32, data, shape.length == 0 ? new int[] {values.length} : shape);
  }

  /** An int64 tensor. */
  public static Tensor of(long[] values, int... shape) {
    ByteBuffer data = allocate(values.length, Long.BYTES);
    data.asLongBuffer().put(values);
    return wrap(DType.int64, data, shape.length == 0 ? new int[] {values.length} : shape);
  }

  /** A bool tensor. */
  public static Tensor of(boolean[] values, int... shape) {
    ByteBuffer data = allocate(values.length, 1);
    for (int i = 0; i < values.length; i++) {
      data.put(i, (byte) (values[i] ? 1 : 0));
    }
    return wrap(DType.bool, data, shape.length == 0 ? new int[] {values.length} : shape);
  }

  /** A uint8 tensor. */
  public static Tensor of(byte[] values, int... shape) {
    return wrap(
        DType.uint8,
        ByteBuffer.wrap(values.clone()),
        shape.length == 0 ? new int[] {values.length} : shape);
  }

  /** A float32 scalar (shape []). */
  public static Tensor scalar(float value) {
    return wrap(DType.float32, allocate(1, Float.BYTES).putFloat(0, value));
  }

  /** A float64 scalar (shape []). */
  public static Tensor scalar(double value) {
    return wrap(DType.float64, allocate(1, Double.BYTES).putDouble(0, value));
  }

  /** An int32 scalar (shape []). */
  public static Tensor scalar(int value) {
    return wrap(DType.int32, allocate(1, Integer.BYTES).putInt(0, value));
  }

  /** An int64 scalar (shape []). */
  public static Tensor scalar(long value) {
    return wrap(DType.int64, allocate(1, Long.BYTES).putLong(0, value));
  }

  /** A bool scalar (shape []). */
  public static Tensor scalar(boolean value) {
    return wrap(DType.bool, allocate(1, 1).put(0, (byte) (value ? 1 : 0)));
  }

  /**
   * A tensor over {@code data} from its position to its limit, not copied.
   *
   * @param shape exactly as given; empty for a scalar
   */
  public static Tensor wrap(DType dtype, ByteBuffer data, int... shape) {
    List<Integer> axes = new ArrayList<>(shape.length);
    for (int axis : shape) {
      axes.add(axis);
    }
    Tensor tensor = new Tensor(dtype, axes, data);
    check(tensor);
    return tensor;
  }

  /** A column with raw encoding. */
  public static Column column(String name, Tensor tensor) {
    return new Column(name, tensor, Encoding.raw);
  }

  /**
   * Size of one element in bytes.
   *
   * @throws IllegalArgumentException for {@link DType#unknown}
   */
  public static int elementBytes(DType dtype) {
    return switch (dtype) {
      case bool, uint8, int8 -> 1;
      case int16 -> 2;
      case int32, float32 -> 4;
      case int64, float64 -> 8;
      case unknown -> throw new IllegalArgumentException("dtype must be known: dtype=" + dtype);
    };
  }

  /** Number of elements: the product of the axes, 1 for a scalar. */
  public static int elements(Tensor tensor) {
    long product = 1;
    for (int axis : tensor.getShape()) {
      if (axis < 0) {
        throw new IllegalArgumentException("every axis must be >= 0: shape=" + tensor.getShape());
      }
      product *= axis;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape is too large: shape=" + tensor.getShape());
      }
    }
    return (int) product;
  }

  /** Checks that dtype, shape and size of the data agree. */
  public static void check(Tensor tensor) {
    long expected = (long) elements(tensor) * elementBytes(tensor.getDtype());
    int actual = tensor.getData().remaining();
    if (expected != actual) {
      throw new IllegalArgumentException(
          "size of data must be that of the shape: dtype="
              + tensor.getDtype()
              + " shape="
              + tensor.getShape()
              + " expected="
              + expected
              + " bytes="
              + actual);
    }
  }

  /** The bytes, little-endian, from position 0 and read-only: a view, nothing is copied. */
  public static ByteBuffer data(Tensor tensor) {
    return littleEndian(tensor.getData()).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The elements of a float32 tensor. */
  public static float[] floats(Tensor tensor) {
    require(tensor, DType.float32);
    float[] values = new float[elements(tensor)];
    littleEndian(tensor.getData()).asFloatBuffer().get(values);
    return values;
  }

  /** The elements of a float64 or float32 tensor. */
  public static double[] doubles(Tensor tensor) {
    require(tensor, DType.float64, DType.float32);
    double[] values = new double[elements(tensor)];
    ByteBuffer data = littleEndian(tensor.getData());
    boolean wide = tensor.getDtype() == DType.float64;
    for (int i = 0; i < values.length; i++) {
      values[i] = wide ? data.getDouble(8 * i) : data.getFloat(4 * i);
    }
    return values;
  }

  /** The elements of an integer tensor of at most 32 bits. */
  public static int[] ints(Tensor tensor) {
    require(tensor, DType.int32, DType.int16, DType.int8, DType.uint8);
    int[] values = new int[elements(tensor)];
    ByteBuffer data = littleEndian(tensor.getData());
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) integer(data, tensor.getDtype(), i);
    }
    return values;
  }

  /** The elements of an integer tensor. */
  public static long[] longs(Tensor tensor) {
    require(tensor, DType.int64, DType.int32, DType.int16, DType.int8, DType.uint8);
    long[] values = new long[elements(tensor)];
    ByteBuffer data = littleEndian(tensor.getData());
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(data, tensor.getDtype(), i);
    }
    return values;
  }

  /** The elements of a bool tensor. */
  public static boolean[] booleans(Tensor tensor) {
    require(tensor, DType.bool);
    boolean[] values = new boolean[elements(tensor)];
    ByteBuffer data = littleEndian(tensor.getData());
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(i) != 0;
    }
    return values;
  }

  /** A little-endian view of the buffer from position 0 to its end. */
  public static ByteBuffer littleEndian(ByteBuffer buffer) {
    return buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long integer(ByteBuffer data, DType dtype, int index) {
    return switch (dtype) {
      case int64 -> data.getLong(8 * index);
      case int32 -> data.getInt(4 * index);
      case int16 -> data.getShort(2 * index);
      case int8 -> data.get(index);
      default -> data.get(index) & 0xff;
    };
  }

  private static void require(Tensor tensor, DType... allowed) {
    if (!List.of(allowed).contains(tensor.getDtype())) {
      throw new IllegalArgumentException(
          "dtype must be one of " + List.of(allowed) + ": dtype=" + tensor.getDtype());
    }
    check(tensor);
  }

  private static ByteBuffer allocate(int elements, int bytes) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
