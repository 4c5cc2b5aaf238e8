package dev.cairn.replay;

import java.util.List;

/** Reads the rewards in a run's payload where they lie. Immutable. */
final class RewardColumn {

  private static final String NAME = "rewards";

  private final Layout layout;
  private final int column;
  private final boolean wide;

  /**
   * @throws IllegalArgumentException when rewards are no scalar float32 or float64
   */
  RewardColumn(TableSpec spec) {
    layout = new Layout(spec.signature());
    List<ColumnSpec> columns = spec.signature().columns();
    int found = -1;
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).name().equals(NAME)) {
        found = c;
      }
    }
    column = found;
    wide = found >= 0 && columns.get(found).dtype() == DType.FLOAT64;
    if (found < 0) {
      return;
    }
    ColumnSpec spelled = columns.get(found);
    boolean isFloat = spelled.dtype() == DType.FLOAT32 || spelled.dtype() == DType.FLOAT64;
    if (!isFloat || spelled.observation() || spelled.rowBytes() != spelled.dtype().bytes()) {
      throw new IllegalArgumentException(
          "rewards must be scalar, float32 or float64, and no observation: column=" + spelled);
    }
  }

  /** Reward of a step; 0 when the table has no rewards. */
  double at(Run run, int step) {
    if (column < 0) {
      return 0;
    }
    int offset = layout.offset(column, run.steps()) + step * (wide ? 8 : 4);
    return wide
        ? LittleEndian.getDouble(run.payload(), offset)
        : LittleEndian.getFloat(run.payload(), offset);
  }
}
