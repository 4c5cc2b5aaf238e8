package dev.cairn.replay;

import java.util.Arrays;

/**
 * The blocks of one compressed column that the rows of a batch are in, each once. Rows are numbered
 * as they come when the blocks are opened one after another. Not thread-safe.
 */
final class BatchBlocks {

  // A larger buffer is not kept by each shard for its next batch.
  private static final int MAX_KEPT_BYTES = 4 << 20;

  private byte[] bytes = new byte[4096];
  private int end;
  private int rows;
  private int blocks;
  // Of each block: where it was found, what it has, and the number of its first row.
  private byte[][] sources = new byte[64][];
  private int[] offsets = new int[64];
  private int[] sizes = new int[64];
  private int[] firsts = new int[65];
  // Numbers of blocks, plus 1, by where they were found; twice as many places as blocks at least.
  private int[] places = new int[128];

  // The piece that the last row was in: the next row is mostly in it too.
  private byte[] lastSource = {};
  private int lastColumn;
  private int lastFrom;
  private int lastTo;
  private int lastOpened;

  int blocks() {
    return blocks;
  }

  /** Bytes of a block. */
  int size(int block) {
    return sizes[block];
  }

  /** Rows in a block. */
  int rows(int block) {
    return firsts[block + 1] - firsts[block];
  }

  /** Bytes of all blocks. */
  int bytes() {
    return end;
  }

  /** Copies all blocks, one after another. */
  void copy(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, end);
  }

  void clear() {
    Arrays.fill(sources, 0, blocks, null);
    Arrays.fill(places, 0);
    if (bytes.length > MAX_KEPT_BYTES) {
      bytes = new byte[4096];
    }
    end = 0;
    rows = 0;
    blocks = 0;
    lastSource = new byte[0];
  }

  /**
   * Number of a row of a column that begins there; its block joins the batch if it is new. The
   * array must not change until {@link #clear}.
   */
  int openedRow(byte[] source, int column, int row) {
    if (source != lastSource || column != lastColumn || row < lastFrom || row >= lastTo) {
      find(source, column, row);
    }
    return lastOpened + row - lastFrom;
  }

  private void find(byte[] source, int column, int row) {
    int piece = 0;
    int from = 0;
    int block = Pieces.blocks(source, column);
    while (row >= from + Pieces.taken(source, column, piece)) {
      from += Pieces.taken(source, column, piece);
      block += Pieces.bytes(source, column, piece);
      piece++;
    }
    int size = Pieces.bytes(source, column, piece);
    int number = number(source, block, size, Pieces.rows(source, column, piece));
    lastSource = source;
    lastColumn = column;
    lastFrom = from;
    lastTo = from + Pieces.taken(source, column, piece);
    lastOpened = firsts[number] + Pieces.skipped(source, column, piece);
  }

  private int number(byte[] source, int offset, int size, int blockRows) {
    int place = place(source, offset);
    if (places[place] == 0) {
      if (blocks == sources.length) {
        grow();
        place = place(source, offset);
      }
      places[place] = blocks + 1;
      add(source, offset, size, blockRows);
    }
    return places[place] - 1;
  }

  /** Where the block is, or is to be. */
  private int place(byte[] source, int offset) {
    int mask = places.length - 1;
    int place = (System.identityHashCode(source) * 31 + offset) * 0x9E3779B1 >>> 7 & mask;
    while (places[place] != 0
        && (sources[places[place] - 1] != source || offsets[places[place] - 1] != offset)) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void add(byte[] source, int offset, int size, int blockRows) {
    if (end + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end + size, bytes.length * 2));
    }
    System.arraycopy(source, offset, bytes, end, size);
    sources[blocks] = source;
    offsets[blocks] = offset;
    sizes[blocks] = size;
    firsts[blocks] = rows;
    end += size;
    rows += blockRows;
    blocks++;
    firsts[blocks] = rows;
  }

  private void grow() {
    int wanted = blocks * 2;
    sources = Arrays.copyOf(sources, wanted);
    offsets = Arrays.copyOf(offsets, wanted);
    sizes = Arrays.copyOf(sizes, wanted);
    firsts = Arrays.copyOf(firsts, wanted + 1);
    places = new int[wanted * 2];
    for (int block = 0; block < blocks; block++) {
      places[place(sources[block], offsets[block])] = block + 1;
    }
  }
}
