package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;

/** Tensors of so many single steps, being filled row by row. Not thread-safe. */
final class StepRows {

  private final byte[][] now;
  private final byte[][] next;
  private final int[] width;
  private final boolean[] stacked;
  private final byte[] terminateds;
  private final byte[] truncateds;
  private final byte[] episodes;
  private final byte[] steps;
  private final List<DrawnBatch.ColumnData> columns = new ArrayList<>();

  StepRows(List<ColumnSpec> specs, int rows) {
    now = new byte[specs.size()][];
    next = new byte[specs.size()][];
    width = new int[specs.size()];
    stacked = new boolean[specs.size()];
    for (int c = 0; c < specs.size(); c++) {
      ColumnSpec spec = specs.get(c);
      width[c] = spec.rowBytes() * spec.stack();
      stacked[c] = spec.stack() > 1;
      now[c] = add(BatchColumns.tensor(spec.name(), spec, rows));
      next[c] =
          spec.observation()
              ? add(BatchColumns.tensor(BatchColumns.next(spec), spec, rows))
              : now[c];
    }
    terminateds = add(BatchColumns.tensor("terminateds", DType.BOOL, List.of(rows)));
    truncateds = add(BatchColumns.tensor("truncateds", DType.BOOL, List.of(rows)));
    episodes = add(BatchColumns.tensor("eps_id", DType.INT64, List.of(rows)));
    steps = add(BatchColumns.tensor("t", DType.INT64, List.of(rows)));
  }

  private byte[] add(DrawnBatch.ColumnData column) {
    columns.add(column);
    return column.data();
  }

  List<DrawnBatch.ColumnData> columns() {
    return columns;
  }

  /** Fills a row with a step of the item. */
  void put(ItemRows item, int step, int row) {
    put(item, step, step + 1, row);
    if (step == item.length() - 1) {
      terminateds[row] = (byte) (item.terminated() ? 1 : 0);
      truncateds[row] = (byte) (item.truncated() ? 1 : 0);
    }
  }

  /** Fills a row with all of the item: its first step, and what is after its last. */
  void putWhole(ItemRows item, int row) {
    put(item, 0, item.length(), row);
    terminateds[row] = (byte) (item.terminated() ? 1 : 0);
    truncateds[row] = (byte) (item.truncated() ? 1 : 0);
  }

  private void put(ItemRows item, int step, int after, int row) {
    for (int c = 0; c < now.length; c++) {
      int at = row * width[c];
      if (stacked[c]) {
        item.copyStack(c, step, now[c], at);
        item.copyStack(c, after, next[c], at);
      } else {
        item.copy(c, step, 1, now[c], at);
        if (next[c] != now[c]) {
          item.copy(c, after, 1, next[c], at);
        }
      }
    }
    LittleEndian.putLong(episodes, row * 8, item.episode());
    LittleEndian.putLong(steps, row * 8, item.firstStep() + step);
  }
}
