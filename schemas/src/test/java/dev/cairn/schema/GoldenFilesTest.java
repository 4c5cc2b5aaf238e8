package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What goes over the wire, byte by byte. */
class GoldenFilesTest {

  private static final Map<String, SpecificRecord> RECORDS = GoldenRecords.all();

  @Test
  void records_ofEachKind_arePresent() {
    assertThat(RECORDS.keySet())
        .containsExactlyElementsOf(KnownSchemas.CURRENT.stream().map(Schema::getName).toList());
  }

  @Test
  void encode_goldenRecord_givesGoldenBytes() {
    RECORDS.forEach(
        (kind, record) ->
            assertThat(Wire.encode(record)).as(kind).isEqualTo(GoldenFiles.bytes(kind)));
  }

  @Test
  void decode_goldenBytes_givesGoldenRecord() {
    RECORDS.forEach(
        (kind, record) ->
            assertThat((Object) Wire.decode(GoldenFiles.bytes(kind), record.getClass()))
                .as(kind)
                .isEqualTo(record));
  }

  @Test
  void encode_recordTwice_leavesItsBuffersAsTheyWere() {
    RECORDS.forEach(
        (kind, record) -> assertThat(Wire.encode(record)).as(kind).isEqualTo(Wire.encode(record)));
  }

  @Test
  void fingerprint_ofSourceSchema_isThatOfTheGeneratedClass() throws Exception {
    List<Schema> sources = GoldenFiles.sources();
    for (int i = 0; i < sources.size(); i++) {
      assertThat(SchemaNormalization.parsingFingerprint64(sources.get(i)))
          .as(sources.get(i).getName())
          .isEqualTo(SchemaNormalization.parsingFingerprint64(KnownSchemas.CURRENT.get(i)));
    }
  }
}
