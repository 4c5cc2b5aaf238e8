package dev.cairn.schema;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Encoding of records: Avro's single-object encoding, two bytes C3 01, the CRC-64-AVRO fingerprint
 * of the writer's schema as 8 bytes little-endian, then the record in binary.
 *
 * <p>Decoding knows the current schemas and those of released versions, and resolves what they
 * wrote to the current classes; it never reads a schema from outside. Memory that it takes is
 * bounded by a small multiple of the bytes given, whatever lengths they claim. Thread-safe.
 */
public final class Wire {

  private static final int HEADER = 10;
  private static final byte MARK_0 = (byte) 0xc3;
  private static final byte MARK_1 = 0x01;
  private static final KnownSchemas KNOWN = new KnownSchemas(KnownSchemas.released());

  private static final ClassValue<byte[]> HEADERS =
      new ClassValue<>() {
        @Override
        protected byte[] computeValue(Class<?> type) {
          long fingerprint =
              SchemaNormalization.parsingFingerprint64(SpecificData.get().getSchema(type));
          return ByteBuffer.allocate(HEADER)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(MARK_0)
              .put(MARK_1)
              .putLong(fingerprint)
              .array();
        }
      };

  private Wire() {}

  /** The record's bytes. Byte buffers inside are read from their position and left as they are. */
  public static byte[] encode(SpecificRecord record) {
    SpecificDatumWriter<SpecificRecord> writer = new SpecificDatumWriter<>(record.getSchema());
    ExactBytes out = new ExactBytes();
    try {
      write(record, writer, out);
      out.keep();
      write(record, writer, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.bytes();
  }

  private static void write(
      SpecificRecord record, SpecificDatumWriter<SpecificRecord> writer, OutputStream out)
      throws IOException {
    out.write(HEADERS.get(record.getClass()));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    writer.write(record, encoder);
    encoder.flush();
  }

  /**
   * The record that the bytes hold, all of them.
   *
   * @throws WireException when they hold no record of that type
   */
  public static <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type) {
    return type.cast(decodeAny(bytes, type));
  }

  /**
   * The record that the bytes hold, all of them, on a topic with several kinds.
   *
   * @param allowed generated classes, one of which it must be
   * @throws WireException when they hold no record of those types
   */
  public static SpecificRecord decodeAny(byte[] bytes, Class<?>... allowed) {
    return decode(KNOWN, bytes, allowed);
  }

  static SpecificRecord decode(KnownSchemas known, byte[] bytes, Class<?>... allowed) {
    if (bytes.length < HEADER || bytes[0] != MARK_0 || bytes[1] != MARK_1) {
      throw new WireException(
          WireException.UNDECODABLE,
          "a record must start with C3 01 and 8 bytes of fingerprint: size="
              + bytes.length
              + " start="
              + hex(bytes));
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    KnownSchemas.Known schema = known.get(fingerprint);
    if (schema == null || !named(schema.name(), allowed)) {
      throw new WireException(
          WireException.UNKNOWN_FINGERPRINT,
          String.format(
              "the schema must be one of %s of a released version: fingerprint=%016x kind=%s",
              names(allowed), fingerprint, schema == null ? "unknown" : schema.name()));
    }
    BoundedDecoder decoder = new BoundedDecoder(bytes, HEADER);
    SpecificRecord record = read(schema, decoder);
    if (decoder.remaining() > 0) {
      throw new WireException(
          WireException.UNDECODABLE,
          "a record must end where its bytes end: left=" + decoder.remaining());
    }
    return record;
  }

  private static SpecificRecord read(KnownSchemas.Known schema, BoundedDecoder decoder) {
    try {
      return schema.reader().read(null, decoder);
    } catch (IOException | RuntimeException e) {
      // Avro throws many kinds of runtime exceptions for bytes that make no sense.
      throw new WireException(
          WireException.UNDECODABLE, "kind=" + schema.name() + " " + e.getMessage(), e);
    }
  }

  private static boolean named(String name, Class<?>... allowed) {
    for (Class<?> type : allowed) {
      if (type.getName().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static String names(Class<?>... allowed) {
    return Arrays.stream(allowed).map(Class::getSimpleName).collect(Collectors.joining(", "));
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(HEADER, bytes.length); i++) {
      text.append(String.format("%02x", bytes[i]));
    }
    return text.toString();
  }
}
