package dev.cairn.schema;

import java.nio.ByteBuffer;

/**
 * The data of a column with encoding {@code zstd}: independent zstd frames of a few rows each, and
 * which of their rows the tensor consists of. Little-endian:
 *
 * <pre>
 *   int     blocks m
 *   int     references n
 *   m x     { int rows of the block, int bytes of it }
 *   n x     int number of a row, counted through the blocks one after another; -1: a row of zeros
 *   m x     block
 * </pre>
 *
 * Without references the tensor's rows are those of the blocks, in order. Immutable; nothing is
 * copied.
 */
public final class ColumnBlocks {

  /** Bytes that a block of several rows opens to at most. */
  public static final int MAX_OPENED_BYTES = 64 << 10;

  static final int HEADER_BYTES = 8;
  static final int BLOCK_BYTES = 8;

  private final ByteBuffer data;
  private final int blocks;
  private final int references;

  private ColumnBlocks(ByteBuffer data, int blocks, int references) {
    this.data = data;
    this.blocks = blocks;
    this.references = references;
  }

  /**
   * Reads the table before the blocks.
   *
   * @throws IllegalArgumentException when it does not fit the data to the byte
   */
  public static ColumnBlocks of(ByteBuffer bytes) {
    ByteBuffer data = Tensors.littleEndian(bytes);
    if (data.remaining() < HEADER_BYTES) {
      throw new IllegalArgumentException(
          "compressed data must begin with the numbers of blocks and references: bytes="
              + data.remaining());
    }
    ColumnBlocks table = new ColumnBlocks(data, data.getInt(0), data.getInt(4));
    long room = (long) data.remaining() - HEADER_BYTES;
    boolean fits =
        table.blocks >= 0
            && table.references >= 0
            && (long) table.blocks * BLOCK_BYTES + 4L * table.references <= room;
    long end = fits ? table.firstBlock() : 0;
    for (int block = 0; fits && block < table.blocks; block++) {
      fits = table.rows(block) >= 1 && table.bytes(block) >= 1;
      end += table.bytes(block);
    }
    if (!fits || end != data.remaining()) {
      throw new IllegalArgumentException(
          "blocks and references must be those of the table before them: blocks="
              + table.blocks
              + " references="
              + table.references
              + " expected="
              + end
              + " bytes="
              + data.remaining());
    }
    return table;
  }

  /** Number of blocks; none where those of another column are meant. */
  public int blocks() {
    return blocks;
  }

  /** Number of references; none where the rows are those of the blocks. */
  public int references() {
    return references;
  }

  /** Rows of a block, at least 1. */
  public int rows(int block) {
    return data.getInt(HEADER_BYTES + block * BLOCK_BYTES);
  }

  /** Bytes of a block, at least 1. */
  public int bytes(int block) {
    return data.getInt(HEADER_BYTES + block * BLOCK_BYTES + 4);
  }

  /** Number of a row that all blocks together have, or -1 for one of zeros; not checked. */
  public int reference(int i) {
    return data.getInt(HEADER_BYTES + blocks * BLOCK_BYTES + i * 4);
  }

  /** Rows of all blocks. */
  public long rows() {
    long rows = 0;
    for (int block = 0; block < blocks; block++) {
      rows += rows(block);
    }
    return rows;
  }

  /** All blocks, one after another: a view. */
  public ByteBuffer data() {
    return data.slice(firstBlock(), data.capacity() - firstBlock());
  }

  private int firstBlock() {
    return HEADER_BYTES + blocks * BLOCK_BYTES + references * 4;
  }
}
