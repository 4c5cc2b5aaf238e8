package dev.cairn.jobs.inspect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ParquetFile} wrote, page by page, with Parquet's own column readers. */
final class ParquetReading {

  private final byte[] file;
  private final MessageType schema;
  private final FileMetaData footer;

  ParquetReading(Path path, MessageType schema) throws IOException {
    file = Files.readAllBytes(path);
    this.schema = schema;
    ByteBuffer end = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = end.getInt(file.length - 8);
    footer =
        Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - length, length));
  }

  FileMetaData footer() {
    return footer;
  }

  /** Every value of a column, over all row groups; with its repetition level in front. */
  List<String> column(String... path) throws IOException {
    ColumnDescriptor column = schema.getColumnDescription(path);
    List<String> values = new ArrayList<>();
    for (RowGroup group : footer.getRow_groups()) {
      ColumnReadStoreImpl store =
          new ColumnReadStoreImpl(
              pages(group),
              new GroupRecordConverter(schema).getRootConverter(),
              schema,
              footer.getCreated_by());
      ColumnReader reader = store.getColumnReader(column);
      for (long i = 0; i < reader.getTotalValueCount(); i++) {
        values.add(reader.getCurrentRepetitionLevel() + " " + value(reader, column));
        reader.consume();
      }
    }
    return values;
  }

  private static String value(ColumnReader reader, ColumnDescriptor column) {
    if (reader.getCurrentDefinitionLevel() < column.getMaxDefinitionLevel()) {
      return "none";
    }
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case INT64 -> Long.toString(reader.getLong());
      case INT32 -> Integer.toString(reader.getInteger());
      case FLOAT -> Float.toString(reader.getFloat());
      case DOUBLE -> Double.toString(reader.getDouble());
      case BOOLEAN -> Boolean.toString(reader.getBoolean());
      case BINARY -> java.util.Arrays.toString(reader.getBinary().getBytes());
      default -> throw new IllegalArgumentException(column.toString());
    };
  }

  private PageReadStore pages(RowGroup group) throws IOException {
    Map<String, Pages> pages = new HashMap<>();
    for (ColumnChunk chunk : group.getColumns()) {
      pages.put(String.join(".", chunk.getMeta_data().getPath_in_schema()), new Pages(file, chunk));
    }
    return new PageReadStore() {
      @Override
      public PageReader getPageReader(ColumnDescriptor descriptor) {
        return java.util.Objects.requireNonNull(pages.get(String.join(".", descriptor.getPath())));
      }

      @Override
      public long getRowCount() {
        return group.getNum_rows();
      }
    };
  }

  private static final class Pages implements PageReader {

    private final Queue<DataPage> data = new ArrayDeque<>();
    private final long values;
    private @Nullable DictionaryPage dictionary;

    Pages(byte[] file, ColumnChunk chunk) throws IOException {
      values = chunk.getMeta_data().getNum_values();
      long start =
          chunk.getMeta_data().isSetDictionary_page_offset()
              ? chunk.getMeta_data().getDictionary_page_offset()
              : chunk.getMeta_data().getData_page_offset();
      ByteArrayInputStream in =
          new ByteArrayInputStream(
              file, (int) start, (int) chunk.getMeta_data().getTotal_compressed_size());
      while (in.available() > 0) {
        PageHeader header = Util.readPageHeader(in);
        byte[] packed = in.readNBytes(header.getCompressed_page_size());
        byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        if (header.getType() == PageType.DICTIONARY_PAGE) {
          dictionary =
              new DictionaryPage(
                  BytesInput.from(bytes),
                  header.getDictionary_page_header().getNum_values(),
                  of(header.getDictionary_page_header().getEncoding()));
        } else {
          data.add(page(header.getData_page_header(), bytes));
        }
      }
    }

    @SuppressWarnings("NullAway") // pages without statistics
    private static DataPage page(DataPageHeader header, byte[] bytes) {
      return new DataPageV1(
          BytesInput.from(bytes),
          header.getNum_values(),
          bytes.length,
          (Statistics<?>) null,
          of(header.getRepetition_level_encoding()),
          of(header.getDefinition_level_encoding()),
          of(header.getEncoding()));
    }

    private static Encoding of(org.apache.parquet.format.Encoding encoding) {
      return Encoding.valueOf(encoding.name());
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
      return dictionary;
    }

    @Override
    public long getTotalValueCount() {
      return values;
    }

    @Override
    public @Nullable DataPage readPage() {
      return data.poll();
    }
  }
}
