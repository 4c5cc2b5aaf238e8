package dev.cairn.schema;

import java.io.OutputStream;

/**
 * Counts what is written to it, and then keeps the same when it is written again: so an array of
 * just that size is filled once. Batches are megabytes, nearly all of it columns, which are counted
 * without being touched; an array that grows would be copied twice over. Not thread-safe.
 */
final class ExactBytes extends OutputStream {

  private byte[] bytes = {};
  private boolean kept;
  private int size;

  @Override
  public void write(int value) {
    if (kept) {
      bytes[size] = (byte) value;
    }
    size = Math.addExact(size, 1);
  }

  @Override
  public void write(byte[] source, int start, int length) {
    if (kept) {
      System.arraycopy(source, start, bytes, size, length);
    }
    size = Math.addExact(size, length);
  }

  /** From here on the same comes again, and is kept. */
  void keep() {
    bytes = new byte[size];
    kept = true;
    size = 0;
  }

  /** What was kept. */
  byte[] bytes() {
    if (size != bytes.length) {
      throw new IllegalStateException(
          "what is written must be what was counted: counted=" + bytes.length + " written=" + size);
    }
    return bytes;
  }
}
