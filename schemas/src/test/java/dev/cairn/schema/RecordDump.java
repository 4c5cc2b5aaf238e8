package dev.cairn.schema;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Writes an encoded record as text: offset, bytes, and what they say. One record an instance. */
final class RecordDump {

  private static final int BYTES_A_LINE = 10;
  private static final int HEADER = 10;

  // How the docs of plain byte fields begin.
  private static final Pattern ELEMENTS =
      Pattern.compile("(u?int8|int16|int32|int64|float32|float64)\\b.*");

  private final byte[] bytes;
  private final BoundedDecoder decoder;
  private final StringBuilder out = new StringBuilder();
  private String tensorType = "";

  private RecordDump(byte[] bytes) {
    this.bytes = bytes;
    decoder = new BoundedDecoder(bytes, HEADER);
  }

  /**
   * The record's bytes, line by line.
   *
   * @param schema the schema that it was written with
   * @param bytes the record with its header
   */
  static String of(Schema schema, byte[] bytes) throws IOException {
    RecordDump dump = new RecordDump(bytes);
    dump.line(0, 2, "marker of the single-object encoding");
    dump.line(2, HEADER, "fingerprint of " + schema.getName());
    dump.record(schema, "");
    if (dump.decoder.remaining() != 0) {
      throw new IOException("a dump must cover its record: left=" + dump.decoder.remaining());
    }
    return dump.out.toString();
  }

  private void record(Schema schema, String prefix) throws IOException {
    for (Schema.Field field : schema.getFields()) {
      value(field.schema(), prefix + field.name(), field.doc());
    }
  }

  private void value(Schema schema, String path, @Nullable String doc) throws IOException {
    int from = position();
    switch (schema.getType()) {
      case RECORD -> record(schema, path + ".");
      case ARRAY -> array(schema.getElementType(), path);
      case MAP -> map(schema.getValueType(), path);
      case UNION -> {
        int branch = decoder.readIndex();
        Schema chosen = schema.getTypes().get(branch);
        if (chosen.getType() == Schema.Type.NULL) {
          line(from, position(), path + " = null (branch " + branch + ")");
        } else {
          line(from, position(), path + ": branch " + branch + ", " + chosen.getName());
          value(chosen, path, doc);
        }
      }
      case BYTES -> {
        ByteBuffer data = decoder.readBytes(null);
        Matcher elements = ELEMENTS.matcher(doc == null ? "" : doc);
        String type = elements.matches() ? elements.group(1) : "";
        type = path.endsWith(".data") ? tensorType : type;
        line(from, position(), path + " = " + elements(data, type));
      }
      default -> {
        String text = scalar(schema);
        line(from, position(), path + " = " + text);
      }
    }
  }

  private String scalar(Schema schema) throws IOException {
    return switch (schema.getType()) {
      case BOOLEAN -> Boolean.toString(decoder.readBoolean());
      case INT -> Integer.toString(decoder.readInt());
      case LONG -> Long.toString(decoder.readLong());
      case FLOAT -> Float.toString(decoder.readFloat());
      case DOUBLE -> Double.toString(decoder.readDouble());
      case STRING -> '"' + decoder.readString() + '"';
      case ENUM -> {
        String symbol = schema.getEnumSymbols().get(decoder.readEnum());
        tensorType = schema.getName().equals("DType") ? symbol : tensorType;
        yield symbol;
      }
      default -> throw new IllegalArgumentException("no scalar: type=" + schema.getType());
    };
  }

  private void array(Schema element, String path) throws IOException {
    int from = position();
    long count = decoder.readArrayStart();
    if (isNumber(element)) {
      List<String> values = new ArrayList<>();
      for (; count > 0; count = decoder.arrayNext()) {
        for (long i = 0; i < count; i++) {
          values.add(scalar(element));
        }
      }
      line(from, position(), path + " = " + values);
      return;
    }
    int index = 0;
    for (; count > 0; count = decoder.arrayNext()) {
      line(from, position(), path + ": block of " + count);
      for (long i = 0; i < count; i++) {
        value(element, path + "[" + index++ + "]", null);
      }
      from = position();
    }
    line(from, position(), path + ": end");
  }

  private void map(Schema element, String path) throws IOException {
    int from = position();
    for (long count = decoder.readMapStart(); count > 0; count = decoder.mapNext()) {
      line(from, position(), path + ": block of " + count);
      for (long i = 0; i < count; i++) {
        int key = position();
        String name = decoder.readString();
        line(key, position(), path + " key = \"" + name + '"');
        value(element, path + "[\"" + name + "\"]", null);
      }
      from = position();
    }
    line(from, position(), path + ": end");
  }

  private static boolean isNumber(Schema schema) {
    return switch (schema.getType()) {
      case INT, LONG, FLOAT, DOUBLE -> true;
      default -> false;
    };
  }

  /** Elements of little-endian data; of no known type, its size. */
  private static String elements(ByteBuffer data, String type) {
    ByteBuffer in = data.order(ByteOrder.LITTLE_ENDIAN);
    List<String> values = new ArrayList<>();
    while (in.hasRemaining()) {
      values.add(
          switch (type) {
            case "bool" -> in.get() == 0 ? "false" : "true";
            case "int8" -> Byte.toString(in.get());
            case "int16" -> Short.toString(in.getShort());
            case "int32" -> Integer.toString(in.getInt());
            case "int64" -> Long.toString(in.getLong());
            case "float32" -> Float.toString(in.getFloat());
            case "float64" -> Double.toString(in.getDouble());
            default -> Integer.toString(in.get() & 0xff);
          });
    }
    return (type.isEmpty() ? "bytes" : type) + " " + values;
  }

  private void line(int from, int to, String text) {
    for (int at = from; at < to; at += BYTES_A_LINE) {
      StringBuilder hex = new StringBuilder();
      for (int i = at; i < Math.min(to, at + BYTES_A_LINE); i++) {
        hex.append(String.format("%02x ", bytes[i]));
      }
      String line = String.format("%04x  %-31s %s", at, hex, at == from ? text : "");
      out.append(line.stripTrailing()).append('\n');
    }
  }

  private int position() {
    return bytes.length - decoder.remaining();
  }
}
