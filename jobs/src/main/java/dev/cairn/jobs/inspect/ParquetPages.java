package dev.cairn.jobs.inspect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** Collects the pages of one row group in memory, column by column. Not thread-safe. */
final class ParquetPages implements PageWriteStore {

  private final Map<ColumnDescriptor, Pages> columns = new LinkedHashMap<>();

  @Override
  public Pages getPageWriter(ColumnDescriptor column) {
    return columns.computeIfAbsent(column, Pages::new);
  }

  /** The pages of one column, each after its header: a dictionary, if any, comes first. */
  static final class Pages implements PageWriter {

    private final ColumnDescriptor column;
    private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Set<org.apache.parquet.format.Encoding> encodings = new LinkedHashSet<>();
    private long values;
    private long uncompressed;

    Pages(ColumnDescriptor column) {
      this.column = column;
    }

    @Override
    public void writePage(
        BytesInput bytes,
        int valueCount,
        Statistics<?> statistics,
        Encoding repetitions,
        Encoding definitions,
        Encoding content)
        throws IOException {
      DataPageHeader header =
          new DataPageHeader(valueCount, of(content), of(definitions), of(repetitions));
      append(data, bytes, page -> page.setType(PageType.DATA_PAGE).setData_page_header(header));
      values += valueCount;
    }

    @Override
    public void writePage(
        BytesInput bytes,
        int valueCount,
        int rowCount,
        Statistics<?> statistics,
        Encoding repetitions,
        Encoding definitions,
        Encoding content)
        throws IOException {
      writePage(bytes, valueCount, statistics, repetitions, definitions, content);
    }

    @Override
    public void writePage(
        BytesInput bytes,
        int valueCount,
        int rowCount,
        Statistics<?> statistics,
        SizeStatistics sizes,
        Encoding repetitions,
        Encoding definitions,
        Encoding content)
        throws IOException {
      writePage(bytes, valueCount, statistics, repetitions, definitions, content);
    }

    @Override
    public void writePageV2(
        int rowCount,
        int nullCount,
        int valueCount,
        BytesInput repetitions,
        BytesInput definitions,
        Encoding encoding,
        BytesInput content,
        Statistics<?> statistics) {
      throw new UnsupportedOperationException("pages are of version 1: version=2");
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
      DictionaryPageHeader header =
          new DictionaryPageHeader(page.getDictionarySize(), of(page.getEncoding()));
      append(
          dictionary,
          page.getBytes(),
          framed -> framed.setType(PageType.DICTIONARY_PAGE).setDictionary_page_header(header));
    }

    private interface Framing {
      PageHeader frame(PageHeader header);
    }

    private void append(ByteArrayOutputStream to, BytesInput bytes, Framing framing)
        throws IOException {
      byte[] plain = bytes.toByteArray();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(plain);
      }
      PageHeader header = new PageHeader();
      header.setUncompressed_page_size(plain.length);
      header.setCompressed_page_size(packed.size());
      int before = to.size();
      Util.writePageHeader(framing.frame(header), to);
      uncompressed += to.size() - before + plain.length;
      packed.writeTo(to);
    }

    private org.apache.parquet.format.Encoding of(Encoding encoding) {
      var wire = org.apache.parquet.format.Encoding.valueOf(encoding.name());
      encodings.add(wire);
      return wire;
    }

    long uncompressedBytes() {
      return uncompressed;
    }

    byte[] bytes() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream(dictionary.size() + data.size());
      dictionary.writeTo(all);
      data.writeTo(all);
      return all.toByteArray();
    }

    /** What the footer says of the column when its bytes begin at {@code position} of the file. */
    ColumnChunk chunk(long position) {
      ColumnMetaData metadata =
          new ColumnMetaData(
              ParquetSchema.type(column.getPrimitiveType().getPrimitiveTypeName()),
              new ArrayList<>(encodings),
              List.of(column.getPath()),
              CompressionCodec.GZIP,
              values,
              uncompressed,
              dictionary.size() + data.size(),
              position + dictionary.size());
      if (dictionary.size() > 0) {
        metadata.setDictionary_page_offset(position);
      }
      return new ColumnChunk(position).setMeta_data(metadata);
    }

    @Override
    public long getMemSize() {
      return dictionary.size() + data.size();
    }

    @Override
    public long allocatedSize() {
      return getMemSize();
    }

    @Override
    public String memUsageString(String prefix) {
      return prefix + " " + getMemSize() + " bytes";
    }
  }
}
