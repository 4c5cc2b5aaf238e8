package dev.cairn.replay;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads the compressed columns of a payload, which lie behind its raw ones. Each, in the order of
 * the signature, little-endian:
 *
 * <pre>
 *   int     bytes of the column, this number included
 *   int     pieces n
 *   n x     piece { int bytes of its block, int rows in the block, int rows skipped, int rows taken }
 *   n x     block
 * </pre>
 *
 * The rows of the column are those that the pieces take, one piece after another. So steps can be
 * cut off and put together without a block being opened: what is no longer needed of a block is
 * skipped. What a block is inside, only those know who write and read it.
 */
public final class Pieces {

  static final int HEADER_BYTES = 8;
  static final int PIECE_BYTES = 16;

  private Pieces() {}

  /**
   * A column that has all rows of its blocks.
   *
   * @param rows in each block, at least 1
   * @param bytes of each block, at least 1
   * @param blocks one after another
   */
  public static byte[] column(int[] rows, int[] bytes, ByteBuffer blocks) {
    int begin = HEADER_BYTES + rows.length * PIECE_BYTES;
    byte[] column = new byte[begin + blocks.remaining()];
    LittleEndian.putInt(column, 0, column.length);
    LittleEndian.putInt(column, 4, rows.length);
    for (int block = 0; block < rows.length; block++) {
      int piece = HEADER_BYTES + block * PIECE_BYTES;
      LittleEndian.putInt(column, piece, bytes[block]);
      LittleEndian.putInt(column, piece + 4, rows[block]);
      LittleEndian.putInt(column, piece + 12, rows[block]);
    }
    blocks.get(blocks.position(), column, begin, blocks.remaining());
    return column;
  }

  /** Where the column behind this one begins. */
  static int after(byte[] payload, int column) {
    return column + LittleEndian.getInt(payload, column);
  }

  static int count(byte[] payload, int column) {
    return LittleEndian.getInt(payload, column + 4);
  }

  /** Bytes of the block of a piece. */
  static int bytes(byte[] payload, int column, int piece) {
    return LittleEndian.getInt(payload, column + HEADER_BYTES + piece * PIECE_BYTES);
  }

  /** Rows in the block of a piece. */
  static int rows(byte[] payload, int column, int piece) {
    return LittleEndian.getInt(payload, column + HEADER_BYTES + piece * PIECE_BYTES + 4);
  }

  static int skipped(byte[] payload, int column, int piece) {
    return LittleEndian.getInt(payload, column + HEADER_BYTES + piece * PIECE_BYTES + 8);
  }

  static int taken(byte[] payload, int column, int piece) {
    return LittleEndian.getInt(payload, column + HEADER_BYTES + piece * PIECE_BYTES + 12);
  }

  /** Where the block of the first piece begins; the others follow. */
  static int blocks(byte[] payload, int column) {
    return column + HEADER_BYTES + count(payload, column) * PIECE_BYTES;
  }

  /**
   * What is wrong with the compressed columns of a payload; empty when nothing is.
   *
   * @param at where the first of them begins
   * @param end where the payload ends
   * @param steps T of the payload
   */
  static String problem(byte[] payload, int at, int end, List<ColumnSpec> columns, int steps) {
    int column = at;
    for (ColumnSpec spec : columns) {
      if (!spec.compressed()) {
        continue;
      }
      boolean whole =
          column + HEADER_BYTES <= end
              && count(payload, column) >= 1
              && count(payload, column) <= (end - column - HEADER_BYTES) / PIECE_BYTES;
      String wrong = whole ? problem(payload, column, spec.rows(steps)) : "it is cut short";
      if (!wrong.isEmpty()) {
        return "column=" + spec.name() + ": " + wrong;
      }
      column = after(payload, column);
    }
    return column == end ? "" : "columns end at=" + column + " payload ends at=" + end;
  }

  private static String problem(byte[] payload, int column, int rows) {
    long taken = 0;
    long bytes = blocks(payload, column) - (long) column;
    for (int piece = 0; piece < count(payload, column); piece++) {
      int skips = skipped(payload, column, piece);
      int takes = taken(payload, column, piece);
      if (skips < 0
          || takes < 1
          || bytes(payload, column, piece) < 1
          || (long) skips + takes > rows(payload, column, piece)) {
        return "piece=" + piece + " takes rows that its block does not have";
      }
      taken += takes;
      bytes += bytes(payload, column, piece);
    }
    return taken == rows && bytes == LittleEndian.getInt(payload, column)
        ? ""
        : "rows=" + taken + " needed=" + rows + " bytes=" + bytes;
  }
}
