package dev.cairn.jobs.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.DType;
import dev.cairn.replay.DrawnBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFileTest {

  private static final int ROWS = 20_000;
  private static final MessageType SCHEMA =
      new MessageType(
          "t",
          ParquetSchema.column(tensor("id", DType.INT64), true),
          ParquetSchema.column(tensor("obs", DType.FLOAT32), false),
          ParquetSchema.column(tensor("frame", DType.UINT8), false),
          ParquetSchema.column(tensor("small", DType.INT8), true));

  @TempDir private Path directory;

  private static DrawnBatch.ColumnData tensor(String name, DType dtype) {
    return new DrawnBatch.ColumnData(name, dtype, List.of(1), new byte[dtype.bytes()]);
  }

  @Test
  void file_severalRowGroups_givesBackEveryValue() throws Exception {
    Path path = directory.resolve("t.parquet");
    List<String> ids = new ArrayList<>();
    List<String> obs = new ArrayList<>();
    List<String> frames = new ArrayList<>();
    try (ParquetFile file = new ParquetFile(path, SCHEMA, 100_000)) {
      file.note("key", "value");
      for (int n = 0; n < ROWS; n++) {
        write(file, n);
        ids.add("0 " + n * 7_919L);
        if (n % 3 == 0) {
          obs.add("0 none");
        }
        for (int i = 0; i < n % 3; i++) {
          obs.add((i == 0 ? "0 " : "1 ") + (n + i / 4f));
        }
        frames.add("0 [" + (byte) n + ", 1]");
      }
    }

    ParquetReading read = new ParquetReading(path, SCHEMA);
    assertThat(read.footer().getNum_rows()).isEqualTo(ROWS);
    assertThat(read.footer().getRow_groups()).hasSizeGreaterThan(2);
    assertThat(read.footer().getKey_value_metadata().get(0).getValue()).isEqualTo("value");
    assertThat(read.footer().getSchema())
        .extracting(SchemaElement::getName)
        .containsExactly("t", "id", "obs", "list", "element", "frame", "small");
    assertThat(read.footer().getSchema().get(2).getConverted_type()).isEqualTo(ConvertedType.LIST);
    assertThat(read.footer().getSchema().get(6).getConverted_type()).isEqualTo(ConvertedType.INT_8);
    assertThat(read.column("id")).isEqualTo(ids);
    assertThat(read.column("obs", "list", "element")).isEqualTo(obs);
    assertThat(read.column("frame")).isEqualTo(frames);
    assertThat(read.column("small")).hasSize(ROWS).startsWith("0 0", "0 -1", "0 -2");
  }

  private static void write(ParquetFile file, int n) throws Exception {
    RecordConsumer row = file.row();
    row.startMessage();
    row.startField("id", 0);
    row.addLong(n * 7_919L);
    row.endField("id", 0);
    row.startField("obs", 1);
    row.startGroup();
    if (n % 3 > 0) {
      row.startField("list", 0);
      for (int i = 0; i < n % 3; i++) {
        row.startGroup();
        row.startField("element", 0);
        row.addFloat(n + i / 4f);
        row.endField("element", 0);
        row.endGroup();
      }
      row.endField("list", 0);
    }
    row.endGroup();
    row.endField("obs", 1);
    row.startField("frame", 2);
    row.addBinary(Binary.fromConstantByteArray(new byte[] {(byte) n, 1}));
    row.endField("frame", 2);
    row.startField("small", 3);
    row.addInteger(-(n % 100));
    row.endField("small", 3);
    row.endMessage();
    file.endRow();
  }

  @Test
  void file_withoutRows_hasNoRowGroup() throws Exception {
    Path path = directory.resolve("t.parquet");
    new ParquetFile(path, SCHEMA, 100).close();

    ParquetReading read = new ParquetReading(path, SCHEMA);

    assertThat(read.footer().getNum_rows()).isZero();
    assertThat(read.footer().getRow_groups()).isEmpty();
  }
}
