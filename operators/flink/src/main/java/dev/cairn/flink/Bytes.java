package dev.cairn.flink;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Byte arrays with their length in front, -1 for null. */
final class Bytes {

  private Bytes() {}

  static void write(byte[] bytes, DataOutputView target) throws IOException {
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  static void writeNullable(byte @Nullable [] bytes, DataOutputView target) throws IOException {
    if (bytes == null) {
      target.writeInt(-1);
    } else {
      write(bytes, target);
    }
  }

  static byte[] read(DataInputView source) throws IOException {
    return read(source.readInt(), source);
  }

  static byte @Nullable [] readNullable(DataInputView source) throws IOException {
    int length = source.readInt();
    return length < 0 ? null : read(length, source);
  }

  private static byte[] read(int length, DataInputView source) throws IOException {
    byte[] bytes = new byte[length];
    source.readFully(bytes);
    return bytes;
  }
}
