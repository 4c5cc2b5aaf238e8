package dev.cairn.replay;

import java.util.Arrays;

/**
 * The pieces of one compressed column being put together from those of others, whose arrays are
 * referred to until it is cleared. Not thread-safe.
 */
final class PieceBuffer {

  private byte[][] sources = new byte[8][];
  // Of each piece: where its block is in its source, and the four numbers of its entry.
  private int[] offsets = new int[8];
  private int[] entries = new int[32];
  private int pieces;
  private int bytes = Pieces.HEADER_BYTES;

  /** Adds the rows [from, to) of a column that begins there. */
  void add(byte[] source, int column, int from, int to) {
    int row = 0;
    int block = Pieces.blocks(source, column);
    for (int piece = 0; row < to; piece++) {
      int taken = Pieces.taken(source, column, piece);
      int size = Pieces.bytes(source, column, piece);
      int first = Math.max(from, row);
      int end = Math.min(to, row + taken);
      if (first < end) {
        int skipped = Pieces.skipped(source, column, piece) + first - row;
        add(source, block, size, Pieces.rows(source, column, piece), skipped, end - first);
      }
      row += taken;
      block += size;
    }
  }

  private void add(byte[] source, int block, int size, int rows, int skipped, int taken) {
    if (pieces == sources.length) {
      sources = Arrays.copyOf(sources, pieces * 2);
      offsets = Arrays.copyOf(offsets, pieces * 2);
      entries = Arrays.copyOf(entries, pieces * 8);
    }
    sources[pieces] = source;
    offsets[pieces] = block;
    int entry = pieces * 4;
    entries[entry] = size;
    entries[entry + 1] = rows;
    entries[entry + 2] = skipped;
    entries[entry + 3] = taken;
    pieces++;
    bytes += Pieces.PIECE_BYTES + size;
  }

  /** Bytes that {@link #write} writes. */
  int bytes() {
    return bytes;
  }

  void write(byte[] target, int at) {
    LittleEndian.putInt(target, at, bytes);
    LittleEndian.putInt(target, at + 4, pieces);
    int entry = at + Pieces.HEADER_BYTES;
    for (int i = 0; i < pieces * 4; i++, entry += 4) {
      LittleEndian.putInt(target, entry, entries[i]);
    }
    int block = entry;
    for (int piece = 0; piece < pieces; piece++) {
      int size = entries[piece * 4];
      System.arraycopy(sources[piece], offsets[piece], target, block, size);
      block += size;
    }
  }

  void clear() {
    Arrays.fill(sources, 0, pieces, null);
    pieces = 0;
    bytes = Pieces.HEADER_BYTES;
  }
}
