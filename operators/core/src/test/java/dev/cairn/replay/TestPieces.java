package dev.cairn.replay;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Compressed columns for tests, whose blocks are not really compressed: a byte of their own, then
 * their rows as they are. Nothing in the memory may notice.
 */
public final class TestPieces {

  private static final byte MARK = 0x55;

  private TestPieces() {}

  /**
   * A column of these rows in blocks of so many.
   *
   * @param more rows that the first block has before the first row, and the last behind the last:
   *     what is left when steps are cut off
   */
  public static byte[] column(List<byte[]> rows, int perBlock, int more) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < more; i++) {
      all.add(rows.get(0).clone());
    }
    all.addAll(rows);
    for (int i = 0; i < more; i++) {
      all.add(rows.get(0).clone());
    }
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    List<int[]> pieces = new ArrayList<>();
    int from = 0;
    while (from < all.size()) {
      int to = Math.min(all.size(), from + perBlock + (from == 0 ? more : 0));
      to = all.size() - to <= more ? all.size() : to;
      int first = Math.max(from, more);
      int end = Math.min(to, more + rows.size());
      int size = 1;
      blocks.write(MARK);
      for (byte[] row : all.subList(from, to)) {
        blocks.writeBytes(row);
        size += row.length;
      }
      pieces.add(new int[] {size, to - from, first - from, end - first});
      from = to;
    }
    byte[] bytes =
        new byte[Pieces.HEADER_BYTES + pieces.size() * Pieces.PIECE_BYTES + blocks.size()];
    LittleEndian.putInt(bytes, 0, bytes.length);
    LittleEndian.putInt(bytes, 4, pieces.size());
    int at = Pieces.HEADER_BYTES;
    for (int[] piece : pieces) {
      for (int number : piece) {
        LittleEndian.putInt(bytes, at, number);
        at += 4;
      }
    }
    System.arraycopy(blocks.toByteArray(), 0, bytes, at, blocks.size());
    return bytes;
  }

  /** The rows of the column that begins there. */
  public static List<byte[]> rows(byte[] payload, int column, int rowBytes) {
    List<byte[]> rows = new ArrayList<>();
    int block = Pieces.blocks(payload, column);
    for (int piece = 0; piece < Pieces.count(payload, column); piece++) {
      List<byte[]> opened = open(payload, block, Pieces.rows(payload, column, piece), rowBytes);
      int skipped = Pieces.skipped(payload, column, piece);
      rows.addAll(opened.subList(skipped, skipped + Pieces.taken(payload, column, piece)));
      block += Pieces.bytes(payload, column, piece);
    }
    return rows;
  }

  /** Where the column behind this one begins. */
  public static int after(byte[] payload, int column) {
    return Pieces.after(payload, column);
  }

  private static List<byte[]> open(byte[] bytes, int block, int rows, int rowBytes) {
    if (bytes[block] != MARK) {
      throw new AssertionError("no block begins at=" + block);
    }
    List<byte[]> opened = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      byte[] copy = new byte[rowBytes];
      System.arraycopy(bytes, block + 1 + row * rowBytes, copy, 0, rowBytes);
      opened.add(copy);
    }
    return opened;
  }

  /** The tensor's data when its blocks are opened, which may be those of another column. */
  static byte[] opened(
      DrawnBatch.ColumnData column, ColumnSpec spec, List<DrawnBatch.ColumnData> all) {
    byte[] own = column.data();
    byte[] data = own;
    if (LittleEndian.getInt(own, 0) == 0 && column.name().startsWith("new_")) {
      String of = column.name().substring("new_".length());
      data = all.stream().filter(c -> c.name().equals(of)).findFirst().orElseThrow().data();
    }
    int blocks = LittleEndian.getInt(data, 0);
    int at = 8 + blocks * 8 + LittleEndian.getInt(data, 4) * 4;
    List<byte[]> rows = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      rows.addAll(open(data, at, LittleEndian.getInt(data, 8 + block * 8), spec.rowBytes()));
      at += LittleEndian.getInt(data, 8 + block * 8 + 4);
    }
    if (at != data.length) {
      throw new AssertionError("blocks end at=" + at + " bytes=" + data.length);
    }
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    int references = 8 + LittleEndian.getInt(own, 0) * 8;
    for (int i = 0; i < LittleEndian.getInt(own, 4); i++) {
      int row = LittleEndian.getInt(own, references + i * 4);
      tensor.writeBytes(row < 0 ? new byte[spec.rowBytes()] : rows.get(row));
    }
    return tensor.toByteArray();
  }
}
