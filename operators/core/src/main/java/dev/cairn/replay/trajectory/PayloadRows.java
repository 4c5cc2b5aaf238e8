package dev.cairn.replay.trajectory;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.Signature;

/** Rows of payloads: columns one after another, each with T rows, or T+1 for an observation. */
final class PayloadRows {

  private PayloadRows() {}

  /** Where a column begins in the payload of so many steps. */
  static int offset(Signature signature, int column, int steps) {
    int at = 0;
    for (int c = 0; c < column; c++) {
      ColumnSpec spec = signature.columns().get(c);
      at += spec.rows(steps) * spec.rowBytes();
    }
    return at;
  }

  /**
   * Copies steps [from, to) of a payload to where step {@code at} of another begins; of an
   * observation also the row after the last.
   */
  static void copy(
      Signature signature,
      byte[] source,
      int sourceSteps,
      int from,
      int to,
      byte[] target,
      int targetSteps,
      int at) {
    int sourceColumn = 0;
    int targetColumn = 0;
    for (ColumnSpec spec : signature.columns()) {
      int width = spec.rowBytes();
      System.arraycopy(
          source,
          sourceColumn + from * width,
          target,
          targetColumn + at * width,
          spec.rows(to - from) * width);
      sourceColumn += spec.rows(sourceSteps) * width;
      targetColumn += spec.rows(targetSteps) * width;
    }
  }
}
