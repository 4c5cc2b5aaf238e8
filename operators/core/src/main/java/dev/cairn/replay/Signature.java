package dev.cairn.replay;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a table, in the order in which a run's payload holds them: first the raw ones,
 * then the compressed ones, see {@link Pieces}.
 *
 * @param columns at least one; names are unique; {@code rewards} must be a scalar float column that
 *     is no observation
 */
public record Signature(List<ColumnSpec> columns) implements Serializable {

  public Signature {
    columns = List.copyOf(columns);
    Set<String> names = new HashSet<>();
    for (ColumnSpec column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException("column names must be unique: name=" + column.name());
      }
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a table needs at least one column: columns=[]");
    }
  }

  /**
   * Index of a column.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public int indexOf(String name) {
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).name().equals(name)) {
        return c;
      }
    }
    throw new IllegalArgumentException(
        "column must be one of the table's: column="
            + name
            + " allowed="
            + columns.stream().map(ColumnSpec::name).toList());
  }

  /** Bytes of the raw columns of a run of so many steps: of the whole payload if all are. */
  public int payloadBytes(int steps) {
    long bytes = 0;
    for (ColumnSpec column : columns) {
      bytes += (long) column.rows(steps) * column.rawRowBytes();
    }
    return Math.toIntExact(bytes);
  }

  /** Bytes of the columns of a run of so many steps, compressed ones as they are when opened. */
  public long openedBytes(int steps) {
    long bytes = 0;
    for (ColumnSpec column : columns) {
      bytes += (long) column.rows(steps) * column.rowBytes();
    }
    return bytes;
  }

  /** Whether a column is compressed. */
  public boolean compressed() {
    return columns.stream().anyMatch(ColumnSpec::compressed);
  }

  /** Rows before an item that its stacked columns look back to: the largest stack less 1. */
  public int context() {
    int rows = 0;
    for (ColumnSpec column : columns) {
      rows = Math.max(rows, column.stack() - 1);
    }
    return rows;
  }
}
