package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bytes of every record that is kept in state or waits in a channel while an unaligned
 * checkpoint is taken, and of the snapshot of its serializer, of every released version. See
 * CONTRIBUTING.md, "State is for ever".
 *
 * <p>A line a record: class of the serializer, its snapshot, the record; both in hexadecimal. The
 * values are those of {@link SerializersTest}: more may follow, none may change.
 */
class GoldenRecordsTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** The version whose format is written. */
  private static final String WRITTEN = "0.1.0";

  private static List<String> written(String version) throws IOException {
    return Files.readAllLines(GOLDEN.resolve(version).resolve("records.txt"));
  }

  private static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (SerializersTest.Case<?> each : SerializersTest.values().toList()) {
      lines.add(line(each));
    }
    return lines;
  }

  private static <T> String line(SerializersTest.Case<T> each) throws IOException {
    DataOutputSerializer snapshot = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(
        snapshot, each.serializer().snapshotConfiguration());
    byte[] record = SerializersTest.bytes(each.serializer(), each.value());
    return each.serializer().getClass().getSimpleName()
        + ' '
        + HexFormat.of().formatHex(snapshot.getCopyOfBuffer())
        + ' '
        + HexFormat.of().formatHex(record);
  }

  @Test
  void serialize_writesTheFormatOfItsVersion() throws IOException {
    assertThat(lines()).isEqualTo(written(WRITTEN));
  }

  @ParameterizedTest
  @ValueSource(strings = "0.1.0")
  void deserialize_everyVersion_isTheValueThatWasWritten(String version) throws IOException {
    List<SerializersTest.Case<?>> values = SerializersTest.values().toList();
    List<String> lines = written(version);
    for (int i = 0; i < lines.size(); i++) {
      check(lines.get(i).split(" "), values.get(i));
    }
  }

  private static <T> void check(String[] line, SerializersTest.Case<T> expected)
      throws IOException {
    TypeSerializerSnapshot<T> snapshot =
        TypeSerializerSnapshot.readVersionedSnapshot(
            input(line[1]), GoldenRecordsTest.class.getClassLoader());
    assertThat(
            expected
                .serializer()
                .snapshotConfiguration()
                .resolveSchemaCompatibility(snapshot)
                .isIncompatible())
        .as(line[0])
        .isFalse();
    TypeSerializer<T> stored = snapshot.restoreSerializer();
    SerializersTest.assertSame(stored.deserialize(input(line[2])), expected.value());
  }

  private static DataInputDeserializer input(String hex) {
    return new DataInputDeserializer(HexFormat.of().parseHex(hex));
  }

  /** Writes the file of a new version; one that is there is never written again. */
  @Test
  @EnabledIfSystemProperty(named = "cairn.golden.version", matches = ".+")
  void write_newVersion() throws IOException {
    Path file = GOLDEN.resolve(System.getProperty("cairn.golden.version")).resolve("records.txt");
    assertThat(file).as("what is released stays as it is").doesNotExist();
    Files.createDirectories(file.getParent());
    Files.write(file, lines());
  }
}
