package dev.cairn.replay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in byte arrays, at any offset. */
final class LittleEndian {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static int getInt(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  static void putInt(byte[] bytes, int offset, int value) {
    INT.set(bytes, offset, value);
  }

  static long getLong(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  static void putLong(byte[] bytes, int offset, long value) {
    LONG.set(bytes, offset, value);
  }

  static float getFloat(byte[] bytes, int offset) {
    return Float.intBitsToFloat(getInt(bytes, offset));
  }

  static double getDouble(byte[] bytes, int offset) {
    return Double.longBitsToDouble(getLong(bytes, offset));
  }

  static void putFloat(byte[] bytes, int offset, float value) {
    putInt(bytes, offset, Float.floatToRawIntBits(value));
  }

  static void putDouble(byte[] bytes, int offset, double value) {
    putLong(bytes, offset, Double.doubleToRawLongBits(value));
  }
}
