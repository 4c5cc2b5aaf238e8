package dev.cairn.replay;

import dev.cairn.replay.importance.ScoredItem;
import java.util.List;

/** Reads one item of a run where its bytes lie. Moved from item to item; not thread-safe. */
final class RunItem implements ScoredItem {

  private static final Run NONE =
      new Run(
          -1,
          0,
          0,
          0,
          false,
          false,
          new byte[0],
          new long[0],
          new int[0],
          new int[0],
          new float[0]);

  private final Layout layout;
  private final List<ColumnSpec> columns;
  private final RewardColumn rewards;
  private final boolean episodes;
  private Run run = NONE;
  private int row;
  private int steps;
  private double value;

  RunItem(TableSpec spec) {
    layout = new Layout(spec.signature());
    columns = spec.signature().columns();
    rewards = new RewardColumn(spec.signature());
    episodes = spec.storage() instanceof StorageUnit.Episodes;
  }

  /** Reads item i of the run from now on. */
  RunItem at(Run of, int i, double ownValue) {
    run = of;
    row = of.rows()[i];
    steps = of.lengths()[i];
    value = ownValue;
    return this;
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public double value() {
    return value;
  }

  @Override
  public double reward(int step) {
    return rewards.at(run.payload(), run.steps(), row + step);
  }

  @Override
  public double element(int column, int step, int element) {
    ColumnSpec spec = columns.get(column);
    if (spec.compressed()) {
      throw new IllegalArgumentException(
          "a scorer cannot read a compressed column: column=" + spec.name());
    }
    int width = layout.width[column];
    int at =
        layout.offset(column, run.steps()) + (row + step) * width + element * spec.dtype().bytes();
    byte[] bytes = run.payload();
    return switch (spec.dtype()) {
      case BOOL -> bytes[at] != 0 ? 1 : 0;
      case UINT8 -> bytes[at] & 0xFF;
      case INT8 -> bytes[at];
      case INT16 -> (short) (bytes[at] & 0xFF | bytes[at + 1] << 8);
      case INT32 -> LittleEndian.getInt(bytes, at);
      case INT64 -> LittleEndian.getLong(bytes, at);
      case FLOAT32 -> LittleEndian.getFloat(bytes, at);
      case FLOAT64 -> LittleEndian.getDouble(bytes, at);
    };
  }

  @Override
  public double episodeReturn() {
    if (!episodes || !Double.isNaN(run.episodeReturn())) {
      return run.episodeReturn();
    }
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      sum += reward(step);
    }
    return sum;
  }
}
