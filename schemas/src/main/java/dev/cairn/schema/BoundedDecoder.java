package dev.cairn.schema;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro's binary encoding from an array and believes no length: a string, a byte sequence or a
 * block of elements that could not fit into the bytes that remain is refused before anything is
 * allocated for it. So decoding allocates at most some 50 times the record's size, whatever it
 * says, and that only for the smallest of elements. (Avro's own decoder allocates first and looks
 * later.)
 *
 * <p>Every element of our arrays and maps takes at least one byte. Not thread-safe.
 */
final class BoundedDecoder extends Decoder {

  private final byte[] bytes;
  private final int end;
  private int position;

  BoundedDecoder(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.position = offset;
    this.end = bytes.length;
  }

  /** Bytes that have not been read. */
  int remaining() {
    return end - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    byte value = next();
    if (value != 0 && value != 1) {
      throw new IOException("a boolean must be 0 or 1: value=" + value + at());
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new IOException("an int must fit 32 bits: value=" + value + at());
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long zigzag = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = next();
      zigzag |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new IOException("a number must end within 10 bytes:" + at());
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat((int) littleEndian(4));
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(littleEndian(8));
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    int length = length();
    int start = position;
    skipFixed(length);
    for (int i = start; i < position; i++) {
      if (bytes[i] < 0) {
        return strictUtf8(start, length);
      }
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void skipString() throws IOException {
    skipBytes();
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    byte[] copy = new byte[length()];
    readFixed(copy, 0, copy.length);
    return ByteBuffer.wrap(copy);
  }

  @Override
  public void skipBytes() throws IOException {
    skipFixed(length());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    skipFixed(length);
    System.arraycopy(bytes, position - length, target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    if (length > remaining()) {
      throw cutShort(length);
    }
    position += length;
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    long count = readLong();
    if (count < 0) {
      length(); // a negative count is followed by the block's size in bytes
      count = -count;
    }
    if (count < 0 || count > remaining()) {
      throw new IOException("a block must fit what remains: elements=" + count + at());
    }
    return count;
  }

  @Override
  public long arrayNext() throws IOException {
    return readArrayStart();
  }

  @Override
  public long skipArray() throws IOException {
    long count = readLong();
    while (count < 0) {
      skipBytes();
      count = readLong();
    }
    if (count > remaining()) {
      throw new IOException("a block must fit what remains: elements=" + count + at());
    }
    return count;
  }

  @Override
  public long readMapStart() throws IOException {
    return readArrayStart();
  }

  @Override
  public long mapNext() throws IOException {
    return readArrayStart();
  }

  @Override
  public long skipMap() throws IOException {
    return skipArray();
  }

  private int length() throws IOException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw cutShort(length);
    }
    return (int) length;
  }

  private byte next() throws IOException {
    if (position >= end) {
      throw cutShort(1);
    }
    return bytes[position++];
  }

  private long littleEndian(int width) throws IOException {
    skipFixed(width);
    long value = 0;
    for (int i = 1; i <= width; i++) {
      value = value << 8 | (bytes[position - i] & 0xff);
    }
    return value;
  }

  private String strictUtf8(int start, int length) throws IOException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IOException("a string must be UTF-8: offset=" + start, e);
    }
  }

  private IOException cutShort(long length) {
    return new IOException(
        "a value must fit what remains: length=" + length + " remaining=" + remaining() + at());
  }

  private String at() {
    return " offset=" + position;
  }
}
