package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class WireTest {

  private static final int HEADER = 10;
  private static final Map<String, SpecificRecord> RECORDS = GoldenRecords.all();
  private static final Class<?>[] KINDS =
      RECORDS.values().stream().map(Object::getClass).toArray(Class<?>[]::new);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void decode_garbage_isUndecodable() {
    for (String text : List.of("", "x", "not a record at all", "{\"space\": \"demo\"}")) {
      WireException thrown = refused(text.getBytes(StandardCharsets.UTF_8));
      assertThat(thrown.reason()).isEqualTo(WireException.UNDECODABLE);
      assertThat(thrown.detail()).contains("size=" + text.length());
    }
  }

  @Test
  void decode_headerAlone_isUndecodable() {
    byte[] header = Arrays.copyOf(GoldenFiles.bytes("Feedback"), HEADER);
    assertThat(refused(header).reason()).isEqualTo(WireException.UNDECODABLE);
  }

  @Test
  void decode_fingerprintThatNobodyKnows_isUnknownFingerprint() {
    byte[] bytes = GoldenFiles.bytes("Feedback");
    bytes[5] ^= 1;
    WireException thrown = refused(bytes);
    assertThat(thrown.reason()).isEqualTo(WireException.UNKNOWN_FINGERPRINT);
    assertThat(thrown.detail()).contains("fingerprint=").contains("Feedback");
  }

  @Test
  void decode_kindThatIsNotAllowed_isUnknownFingerprint() {
    byte[] bytes = GoldenFiles.bytes("Stats");
    assertThatThrownBy(() -> Wire.decode(bytes, Feedback.class))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("unknown_fingerprint")
        .hasMessageContaining("kind=dev.cairn.schema.Stats");
  }

  @Test
  void decodeAny_severalKindsAllowed_givesTheOneThatCame() {
    Class<?>[] allowed = {TrajectoryChunk.class, Amendment.class};
    assertThat(Wire.decodeAny(GoldenFiles.bytes("Amendment"), allowed))
        .isEqualTo(RECORDS.get("Amendment"));
    assertThat(Wire.decodeAny(GoldenFiles.bytes("TrajectoryChunk"), allowed))
        .isEqualTo(RECORDS.get("TrajectoryChunk"));
  }

  @Test
  void decode_recordCutAnywhere_isUndecodable() {
    for (String kind : RECORDS.keySet()) {
      byte[] bytes = GoldenFiles.bytes(kind);
      for (int length = 0; length < bytes.length; length++) {
        WireException thrown = refused(Arrays.copyOf(bytes, length));
        assertThat(thrown.reason())
            .as("kind=%s length=%s", kind, length)
            .isEqualTo(WireException.UNDECODABLE);
      }
    }
  }

  @Test
  void decode_bytesAfterTheRecord_isUndecodable() {
    for (String kind : RECORDS.keySet()) {
      byte[] bytes = GoldenFiles.bytes(kind);
      WireException thrown = refused(Arrays.copyOf(bytes, bytes.length + 3));
      assertThat(thrown.reason()).as(kind).isEqualTo(WireException.UNDECODABLE);
      assertThat(thrown.detail()).as(kind).contains("left=3");
    }
  }

  @Test
  void decode_lengthBombAtAnyPlace_allocatesLittle() {
    long[] bombs = {
      Integer.MAX_VALUE, 1L << 33, Long.MAX_VALUE, -Integer.MAX_VALUE, Long.MIN_VALUE
    };
    for (String kind : RECORDS.keySet()) {
      byte[] bytes = GoldenFiles.bytes(kind);
      for (int at = HEADER; at < bytes.length; at++) {
        for (long bomb : bombs) {
          assertThat(allocated(spliced(bytes, at, bomb)))
              .as("kind=%s at=%s bomb=%s", kind, at, bomb)
              .isLessThan(200_000);
        }
      }
    }
  }

  @Test
  void decode_manyEmptyElements_allocatesASmallMultipleOfTheRecord() {
    // A chunk up to its columns, then a block that claims as many elements as there are bytes.
    int size = 1 << 20;
    byte[] bytes = GoldenFiles.bytes("TrajectoryChunk");
    TrajectoryChunk chunk = Wire.decode(bytes, TrajectoryChunk.class);
    chunk.setObservations(List.of());
    int observations = Arrays.mismatch(bytes, Wire.encode(chunk));
    byte[] claim = varint(size - observations - 20);
    byte[] bomb = Arrays.copyOf(Arrays.copyOf(bytes, observations), size);
    System.arraycopy(claim, 0, bomb, observations, claim.length);
    assertThat(refused(bomb).detail()).doesNotContain("a block must fit");
    assertThat(allocated(bomb)).isBetween(4L * (size - 1_000), 64L * size);
  }

  @Test
  void decode_randomChanges_throwNothingElse() {
    long seed = 7;
    Random random = new Random(seed);
    for (String kind : RECORDS.keySet()) {
      for (int round = 0; round < 500; round++) {
        byte[] bytes = GoldenFiles.bytes(kind);
        for (int change = 0; change < 1 + round % 4; change++) {
          bytes[HEADER + random.nextInt(bytes.length - HEADER)] = (byte) random.nextInt();
        }
        assertThat(allocated(bytes)).as("seed=%s kind=%s", seed, kind).isLessThan(200_000);
      }
    }
  }

  @Test
  void decode_arraysInSizedBlocks_givesTheRecord() throws Exception {
    for (Map.Entry<String, SpecificRecord> record : RECORDS.entrySet()) {
      Schema schema = record.getValue().getSchema();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder =
          new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null);
      byte[] plain = GoldenFiles.bytes(record.getKey());
      new GenericDatumWriter<GenericRecord>(schema).write(generic(schema, plain), encoder);
      encoder.flush();
      byte[] bytes = framed(schema, out.toByteArray());
      assertThat(Wire.decodeAny(bytes, KINDS)).as(record.getKey()).isEqualTo(record.getValue());
    }
  }

  @Test
  void decode_writtenByAnEarlierVersion_skipsWhatWasRemovedAndFillsInWhatWasAdded()
      throws Exception {
    Schema earlier = earlierAmendment();
    GenericRecord old = new GenericData.Record(earlier);
    GenericRecord now = generic(Amendment.SCHEMA$, GoldenFiles.bytes("Amendment"));
    for (Schema.Field field : earlier.getFields()) {
      Object value = now.hasField(field.name()) ? now.get(field.name()) : removed(field.name());
      old.put(field.name(), value);
    }
    Amendment expected = Amendment.newBuilder((Amendment) record("Amendment")).build();
    expected.setTables(List.of());
    KnownSchemas known = new KnownSchemas(List.of(earlier));
    for (boolean sized : new boolean[] {false, true}) {
      EncoderFactory factory = new EncoderFactory().configureBlockSize(64);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder =
          sized ? factory.blockingBinaryEncoder(out, null) : factory.binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(earlier).write(old, encoder);
      encoder.flush();
      byte[] bytes = framed(earlier, out.toByteArray());
      assertThat(Wire.decode(known, bytes, Amendment.class)).isEqualTo(expected);
      assertThat(refused(bytes).reason()).isEqualTo(WireException.UNKNOWN_FINGERPRINT);
    }
  }

  @Test
  void decode_textOfAllKinds_isUnchanged() {
    for (String text : List.of("", "plain", "Grüße, 世界 🙂")) {
      Amendment amendment = Amendment.newBuilder((Amendment) record("Amendment")).build();
      amendment.setStream(text);
      assertThat(Wire.decode(Wire.encode(amendment), Amendment.class)).isEqualTo(amendment);
    }
  }

  @Test
  void decode_textThatIsNotUtf8_isUndecodable() {
    byte[] bytes = GoldenFiles.bytes("Amendment");
    bytes[HEADER + 1] = (byte) 0xff;
    assertThat(refused(bytes).reason()).isEqualTo(WireException.UNDECODABLE);
  }

  /** An amendment without tables, and with fields that are gone by now. */
  private static Schema earlierAmendment() {
    List<Schema.Field> fields = new ArrayList<>();
    Schema strings = Schema.createArray(Schema.create(Schema.Type.STRING));
    fields.add(new Schema.Field("old_bytes", Schema.create(Schema.Type.BYTES)));
    fields.add(new Schema.Field("old_strings", strings));
    for (Schema.Field field : Amendment.SCHEMA$.getFields()) {
      if (!field.name().equals("tables")) {
        fields.add(new Schema.Field(field, field.schema()));
      }
      if (field.name().equals("column")) {
        fields.add(new Schema.Field("old_string", Schema.create(Schema.Type.STRING)));
        fields.add(new Schema.Field("old_map", SchemaBuilder.map().values().doubleType()));
        fields.add(new Schema.Field("old_float", Schema.create(Schema.Type.FLOAT)));
        fields.add(new Schema.Field("old_fixed", SchemaBuilder.fixed("Old").size(5)));
      }
    }
    return Schema.createRecord("Amendment", null, "dev.cairn.schema", false, fields);
  }

  private static Object removed(String field) {
    return switch (field) {
      case "old_bytes" -> ByteBuffer.wrap(new byte[] {1, 2, 3});
      case "old_strings" -> List.of("a", "bc", "def");
      case "old_string" -> "gone";
      case "old_map" -> Map.of("x", 1.5);
      case "old_float" -> 2.5f;
      case "old_fixed" ->
          new GenericData.Fixed(SchemaBuilder.fixed("Old").size(5), new byte[] {5, 4, 3, 2, 1});
      default -> throw new IllegalArgumentException("no such field: field=" + field);
    };
  }

  private static SpecificRecord record(String kind) {
    return Objects.requireNonNull(RECORDS.get(kind), kind);
  }

  private static GenericRecord generic(Schema schema, byte[] framed) throws Exception {
    byte[] body = Arrays.copyOfRange(framed, HEADER, framed.length);
    return new GenericDatumReader<GenericRecord>(schema)
        .read(null, DecoderFactory.get().binaryDecoder(body, null));
  }

  private static byte[] framed(Schema schema, byte[] body) {
    return ByteBuffer.allocate(HEADER + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xc3)
        .put((byte) 1)
        .putLong(SchemaNormalization.parsingFingerprint64(schema))
        .put(body)
        .array();
  }

  private static byte[] spliced(byte[] bytes, int at, long number) {
    byte[] varint = varint(number);
    byte[] result = Arrays.copyOf(bytes, bytes.length + varint.length);
    System.arraycopy(varint, 0, result, at, varint.length);
    System.arraycopy(bytes, at, result, at + varint.length, bytes.length - at);
    return result;
  }

  private static byte[] varint(long number) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long zigzag = (number << 1) ^ (number >> 63);
    while ((zigzag & ~0x7fL) != 0) {
      out.write((int) (zigzag & 0x7f | 0x80));
      zigzag >>>= 7;
    }
    out.write((int) zigzag);
    return out.toByteArray();
  }

  private static WireException refused(byte[] bytes) {
    WireException thrown =
        catchThrowableOfType(WireException.class, () -> Wire.decodeAny(bytes, KINDS));
    assertThat(thrown).as("a record was made of %s bytes", bytes.length).isNotNull();
    return thrown;
  }

  /** Bytes of memory that decoding takes, whether it succeeds or is refused. */
  private static long allocated(byte[] bytes) {
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    try {
      Wire.decodeAny(bytes, KINDS);
    } catch (WireException e) {
      assertThat(e.reason()).isEqualTo(WireException.UNDECODABLE);
    }
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }
}
