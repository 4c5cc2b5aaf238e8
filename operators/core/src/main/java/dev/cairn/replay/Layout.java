package dev.cairn.replay;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the columns of a signature lie in the payload of a run of T steps: column c starts at T *
 * before[c] + observationsBefore[c] and has rows of width[c] bytes. Compressed columns have a width
 * of 0 here and lie behind the others, see {@link Pieces}. Immutable.
 */
final class Layout {

  final int columns;
  final int[] width;
  final boolean[] observation;

  /** Which columns are compressed, in the order in which they lie behind the others. */
  final int[] compressed;

  /** Frames that a batch has of each row: k of stacked columns, else 1. */
  final int[] stack;

  /** Rows before an item that its stacks need. */
  final int context;

  /** Bytes of one row, summed over the raw columns; an observation counts once. */
  final int rowBytes;

  /** Bytes of the one row more that a run has of each raw observation. */
  final int observationBytes;

  private final int[] before;
  private final int[] observationsBefore;

  Layout(Signature signature) {
    List<ColumnSpec> specs = signature.columns();
    columns = specs.size();
    width = new int[columns];
    observation = new boolean[columns];
    stack = new int[columns];
    context = signature.context();
    before = new int[columns];
    observationsBefore = new int[columns];
    int row = 0;
    int extra = 0;
    for (int c = 0; c < columns; c++) {
      ColumnSpec spec = specs.get(c);
      width[c] = spec.rawRowBytes();
      observation[c] = spec.observation();
      stack[c] = spec.stack();
      before[c] = row;
      observationsBefore[c] = extra;
      row = Math.addExact(row, width[c]);
      if (observation[c]) {
        extra += width[c];
      }
    }
    rowBytes = row;
    observationBytes = extra;
    compressed = IntStream.range(0, columns).filter(c -> specs.get(c).compressed()).toArray();
  }

  /** Offset of a column in the payload of a run of so many steps. */
  int offset(int column, int steps) {
    return steps * before[column] + observationsBefore[column];
  }

  /** Bytes of the raw columns of a run of so many steps. */
  int payloadBytes(int steps) {
    return Math.addExact(Math.multiplyExact(steps, rowBytes), observationBytes);
  }

  /** Copies rows [from, to) of a run's raw columns into another run's payload. */
  void copyRows(byte[] source, int sourceAt, int steps, int from, int to, byte[] target, int at) {
    int count = to - from;
    for (int c = 0; c < columns; c++) {
      int rows = observation[c] ? count + 1 : count;
      System.arraycopy(
          source,
          sourceAt + offset(c, steps) + from * width[c],
          target,
          at + offset(c, count),
          rows * width[c]);
    }
  }
}
