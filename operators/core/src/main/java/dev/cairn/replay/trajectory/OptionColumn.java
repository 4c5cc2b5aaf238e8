package dev.cairn.replay.trajectory;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;

/** Reads the column {@code option_id} where it lies, whatever integers it has. Immutable. */
final class OptionColumn {

  private final Signature signature;
  private final int column;
  private final int width;

  OptionColumn(Signature signature) {
    this.signature = signature;
    int found = -1;
    for (int c = 0; c < signature.columns().size(); c++) {
      if (signature.columns().get(c).name().equals(StorageUnit.Options.COLUMN)) {
        found = c;
      }
    }
    column = found;
    ColumnSpec spec = found < 0 ? null : signature.columns().get(found);
    width = spec == null ? 0 : spec.rowBytes();
  }

  /** Value in a step of a chunk, as unsigned; 0 when the table has no such column. */
  long at(HeldChunk chunk, long step) {
    int at =
        PayloadRows.offset(signature, Math.max(0, column), chunk.steps())
            + (int) (step - chunk.firstStep()) * width;
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | (chunk.payload()[at + i] & 0xff);
    }
    return value;
  }
}
