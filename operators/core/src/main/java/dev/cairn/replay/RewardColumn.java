package dev.cairn.replay;

import java.util.List;

/** Reads the rewards in a payload of steps where they lie. Immutable. */
public final class RewardColumn {

  private static final String NAME = "rewards";

  private final Layout layout;
  private final int column;
  private final boolean wide;

  /**
   * @throws IllegalArgumentException when rewards are no scalar float32 or float64
   */
  public RewardColumn(Signature signature) {
    layout = new Layout(signature);
    List<ColumnSpec> columns = signature.columns();
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

  /**
   * Reward of one of the payload's steps; 0 when the table has no rewards.
   *
   * @param payload columns in the order of the signature, each with T rows, or T+1 for an
   *     observation
   * @param steps T
   * @param step in [0, T)
   */
  public double at(byte[] payload, int steps, int step) {
    if (column < 0) {
      return 0;
    }
    int offset = layout.offset(column, steps) + step * (wide ? 8 : 4);
    return wide ? LittleEndian.getDouble(payload, offset) : LittleEndian.getFloat(payload, offset);
  }
}
