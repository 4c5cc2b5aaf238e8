package dev.cairn.jobs.chart;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes scalars that TensorBoard reads: TFRecord frames with masked CRC32C around {@code Event}
 * messages of protocol buffers. Not thread-safe.
 */
public final class EventFile implements Closeable {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final OutputStream out;

  /**
   * Creates {@code events.out.tfevents.<seconds>.cairn} in the directory.
   *
   * @param nowMs wall clock, ms since the epoch
   */
  public EventFile(Path directory, long nowMs) throws IOException {
    String name = "events.out.tfevents." + nowMs / 1000 + ".cairn";
    out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(name)));
    ByteArrayOutputStream event = event(nowMs, 0);
    text(event, 3, "brain.Event:2");
    frame(event.toByteArray());
  }

  /**
   * Adds values of one step; not finite ones are left out.
   *
   * @param step on TensorBoard's x axis, >= 0
   * @param nowMs wall clock, ms since the epoch
   * @param scalars tag and value
   */
  public void add(long step, long nowMs, Map<String, Double> scalars) throws IOException {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
      if (!Double.isFinite(scalar.getValue())) {
        continue;
      }
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      text(value, 1, scalar.getKey());
      tag(value, 2, FIXED32);
      value.writeBytes(little(4).putFloat(scalar.getValue().floatValue()).array());
      bytes(summary, 1, value.toByteArray());
    }
    ByteArrayOutputStream event = event(nowMs, step);
    bytes(event, 5, summary.toByteArray());
    frame(event.toByteArray());
  }

  /** Makes what was added visible to readers. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void frame(byte[] data) throws IOException {
    byte[] length = little(8).putLong(data.length).array();
    out.write(length);
    out.write(little(4).putInt(maskedCrc(length)).array());
    out.write(data);
    out.write(little(4).putInt(maskedCrc(data)).array());
  }

  /** TFRecord's checksum: CRC32C, rotated right by 15 bits, plus a constant. */
  static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + 0xa282ead8;
  }

  private static ByteArrayOutputStream event(long nowMs, long step) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    tag(event, 1, FIXED64);
    event.writeBytes(little(8).putDouble(nowMs / 1000.0).array());
    tag(event, 2, VARINT);
    varint(event, step);
    return event;
  }

  private static void text(ByteArrayOutputStream to, int field, String text) {
    bytes(to, field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(ByteArrayOutputStream to, int field, byte[] data) {
    tag(to, field, LENGTH);
    varint(to, data.length);
    to.writeBytes(data);
  }

  private static void tag(ByteArrayOutputStream to, int field, int wireType) {
    varint(to, (long) field << 3 | wireType);
  }

  private static void varint(ByteArrayOutputStream to, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      to.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    to.write((int) rest);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
