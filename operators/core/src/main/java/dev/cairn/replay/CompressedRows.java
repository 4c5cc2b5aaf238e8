package dev.cairn.replay;

import java.util.List;

/**
 * The compressed columns of a payload being put together from steps of other payloads; see {@link
 * Pieces}. Of a table without such columns there is nothing to it. Not thread-safe.
 */
public final class CompressedRows {

  private final boolean[] observation;
  private final PieceBuffer[] columns;

  public CompressedRows(Signature signature) {
    List<ColumnSpec> specs = signature.columns().stream().filter(ColumnSpec::compressed).toList();
    observation = new boolean[specs.size()];
    columns = new PieceBuffer[specs.size()];
    for (int c = 0; c < columns.length; c++) {
      observation[c] = specs.get(c).observation();
      columns[c] = new PieceBuffer();
    }
  }

  /**
   * Adds the steps [from, to) of a payload, whose array is referred to until this is cleared.
   *
   * @param at where its compressed columns begin
   * @param last nothing follows: of observations the row after the last step is added too
   */
  public void add(byte[] payload, int at, int from, int to, boolean last) {
    int column = at;
    for (int c = 0; c < columns.length; c++) {
      columns[c].add(payload, column, from, last && observation[c] ? to + 1 : to);
      column = Pieces.after(payload, column);
    }
  }

  /** Bytes that {@link #write} writes. */
  public int bytes() {
    int bytes = 0;
    for (PieceBuffer column : columns) {
      bytes += column.bytes();
    }
    return bytes;
  }

  /** Writes what was added where the compressed columns of a payload begin. */
  public void write(byte[] target, int at) {
    int column = at;
    for (PieceBuffer each : columns) {
      each.write(target, column);
      column += each.bytes();
    }
  }

  /** Forgets what was added. */
  public void clear() {
    for (PieceBuffer column : columns) {
      column.clear();
    }
  }
}
