package dev.cairn.replay.trajectory;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.CompressedRows;
import dev.cairn.replay.Signature;
import java.util.Arrays;

/**
 * A payload being put together from steps of others, in their order: raw columns one after another,
 * each with T rows, or T+1 for an observation, then the compressed ones. Used once.
 */
final class PayloadRows {

  private final Signature signature;
  private final int steps;
  private final byte[] raw;
  private final CompressedRows compressed;
  private int at;

  /** A payload of so many steps. */
  PayloadRows(Signature signature, int steps) {
    this.signature = signature;
    this.steps = steps;
    raw = new byte[signature.payloadBytes(steps)];
    compressed = new CompressedRows(signature);
  }

  /** Where a raw column begins in the payload of so many steps. */
  static int offset(Signature signature, int column, int steps) {
    int at = 0;
    for (int c = 0; c < column; c++) {
      ColumnSpec spec = signature.columns().get(c);
      at += spec.rows(steps) * spec.rawRowBytes();
    }
    return at;
  }

  /** Adds the steps [from, to) of a payload; of an observation also the row after the last. */
  PayloadRows add(byte[] source, int sourceSteps, int from, int to) {
    int sourceColumn = 0;
    int targetColumn = 0;
    for (ColumnSpec spec : signature.columns()) {
      int width = spec.rawRowBytes();
      System.arraycopy(
          source,
          sourceColumn + from * width,
          raw,
          targetColumn + at * width,
          spec.rows(to - from) * width);
      sourceColumn += spec.rows(sourceSteps) * width;
      targetColumn += spec.rows(steps) * width;
    }
    at += to - from;
    compressed.add(source, sourceColumn, from, to, at == steps);
    return this;
  }

  /** The payload, when all of its steps were added. */
  byte[] payload() {
    int more = compressed.bytes();
    if (more == 0) {
      return raw;
    }
    byte[] payload = Arrays.copyOf(raw, raw.length + more);
    compressed.write(payload, raw.length);
    return payload;
  }
}
