package dev.cairn.client;

import dev.cairn.schema.Column;
import dev.cairn.schema.ColumnCompressor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Columns that a chunk gathers, of which the first row says which they are. Not thread-safe. */
final class ColumnBuffers {

  private final Map<String, ColumnBuffer> buffers = new LinkedHashMap<>();
  private final int maxRows;

  ColumnBuffers(int maxRows) {
    this.maxRows = maxRows;
  }

  Set<String> names() {
    return buffers.keySet();
  }

  /** Bytes gathered. */
  int bytes() {
    int bytes = 0;
    for (ColumnBuffer buffer : buffers.values()) {
      bytes += buffer.bytes();
    }
    return bytes;
  }

  void clear() {
    buffers.values().forEach(ColumnBuffer::clear);
  }

  /** Forgets all rows but the last. */
  void keepLast() {
    buffers.values().forEach(ColumnBuffer::keepLast);
  }

  /**
   * Before anything is taken, so that a row that does not fit leaves no half of a step behind.
   *
   * @throws IllegalArgumentException when a column is missing, unknown, or of another dtype or
   *     shape
   */
  void check(Row row) {
    if (buffers.isEmpty()) {
      return; // the first row says what the columns are
    }
    if (!row.cells().keySet().equals(buffers.keySet())) {
      throw new IllegalArgumentException(
          "every step must have the same columns: first="
              + buffers.keySet()
              + " this="
              + row.cells().keySet());
    }
    row.cells()
        .forEach((name, cell) -> Objects.requireNonNull(buffers.get(name), name).check(cell));
  }

  void add(Row row) {
    for (Map.Entry<String, Row.Cell> entry : row.cells().entrySet()) {
      ColumnBuffer buffer = buffers.get(entry.getKey());
      if (buffer == null) {
        buffer = new ColumnBuffer(entry.getKey(), entry.getValue(), maxRows);
        buffers.put(entry.getKey(), buffer);
      }
      buffer.add(entry.getValue());
    }
  }

  /**
   * The columns as they go over the wire.
   *
   * @param compressed names of those that are compressed
   */
  List<Column> columns(Set<String> compressed, ColumnCompressor compressor) {
    List<Column> columns = new ArrayList<>(buffers.size());
    for (ColumnBuffer buffer : buffers.values()) {
      Column raw = buffer.column();
      columns.add(
          compressed.contains(raw.getName())
              ? compressor.compress(raw.getName(), raw.getTensor())
              : raw);
    }
    return columns;
  }
}
