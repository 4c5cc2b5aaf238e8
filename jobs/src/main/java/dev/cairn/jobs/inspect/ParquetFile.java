package dev.cairn.jobs.inspect;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * Writes a Parquet file. Encodings and the file's structures are those of Apache Parquet's own
 * modules {@code parquet-column} and {@code parquet-format-structures}; what they lack is the file
 * around them, as Parquet's writer of files needs Hadoop. Pages are compressed with gzip.
 *
 * <pre>
 *   PAR1, row groups { column chunks { pages } }, footer, its length (int), PAR1
 * </pre>
 *
 * Not thread-safe.
 */
final class ParquetFile implements AutoCloseable {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** Size of a row group before it is compressed: so much is held in memory, and a little more. */
  static final long ROW_GROUP_BYTES = 32L << 20;

  private final MessageType schema;
  private final long groupBytes;
  private final List<KeyValue> notes = new ArrayList<>();
  private final MessageColumnIO columns;
  private final ParquetProperties properties =
      ParquetProperties.builder()
          .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
          .build();
  private final OutputStream out;
  private final List<RowGroup> groups = new ArrayList<>();

  private long position;
  private long groupRows;
  private ParquetPages pages;
  private ColumnWriteStore store;
  private RecordConsumer consumer;

  ParquetFile(Path file, MessageType schema, long groupBytes) throws IOException {
    this.schema = schema;
    this.groupBytes = groupBytes;
    columns = new ColumnIOFactory().getColumnIO(schema);
    out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    pages = new ParquetPages();
    store = properties.newColumnWriteStore(schema, pages);
    consumer = columns.getRecordWriter(store);
    write(MAGIC);
  }

  /** Notes something about the whole file. */
  void note(String key, String value) {
    notes.add(new KeyValue(key).setValue(value));
  }

  /** Takes the fields of one row between its start and end of a message; then {@link #endRow}. */
  RecordConsumer row() {
    return consumer;
  }

  /** Call after every row. */
  void endRow() throws IOException {
    groupRows++;
    if (store.getBufferedSize() > groupBytes) {
      endGroup();
      pages = new ParquetPages();
      store = properties.newColumnWriteStore(schema, pages);
      consumer = columns.getRecordWriter(store);
    }
  }

  private void endGroup() throws IOException {
    if (groupRows == 0) {
      return;
    }
    consumer.flush();
    store.flush();
    store.close();
    List<ColumnChunk> chunks = new ArrayList<>();
    long bytes = 0;
    for (ColumnDescriptor column : schema.getColumns()) {
      ParquetPages.Pages written = pages.getPageWriter(column);
      chunks.add(written.chunk(position));
      bytes += written.uncompressedBytes();
      write(written.bytes());
    }
    groups.add(new RowGroup(chunks, bytes, groupRows));
    groupRows = 0;
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      endGroup();
      long rows = groups.stream().mapToLong(RowGroup::getNum_rows).sum();
      FileMetaData footer = new FileMetaData(1, ParquetSchema.elements(schema), rows, groups);
      footer.setKey_value_metadata(notes);
      footer.setCreated_by("cairn");
      java.io.ByteArrayOutputStream encoded = new java.io.ByteArrayOutputStream();
      Util.writeFileMetaData(footer, encoded);
      write(encoded.toByteArray());
      int length = encoded.size();
      write(
          new byte[] {
            (byte) length, (byte) (length >>> 8), (byte) (length >>> 16), (byte) (length >>> 24)
          });
      write(MAGIC);
    }
  }
}
