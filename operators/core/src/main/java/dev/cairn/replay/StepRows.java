package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;

/** Tensors of so many single steps, being filled row by row. Not thread-safe. */
final class StepRows {

  // Larger ones are not kept by each shard for its next batch.
  private static final int MAX_KEPT_BYTES = 1 << 20;

  private final int rows;
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
    this.rows = rows;
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

  /**
   * Tensors of so many rows, each of which is to be filled whole: the same again where they fit and
   * are not large, as new memory costs more than filling it.
   */
  StepRows again(List<ColumnSpec> specs, int wanted) {
    return wanted == rows && bytes() <= MAX_KEPT_BYTES ? this : new StepRows(specs, wanted);
  }

  private long bytes() {
    long bytes = 0;
    for (DrawnBatch.ColumnData column : columns) {
      bytes += column.data().length;
    }
    return bytes;
  }

  /** Fills the rows of a block of items of one step each, column by column; returns how many. */
  int putBlock(ItemRows items, int from) {
    int block = items.locate(from);
    items.putPlaces(episodes, steps, from * 8);
    items.putEnds(terminateds, truncateds, from);
    for (int c = 0; c < now.length; c++) {
      if (stacked[c]) {
        for (int row = from; row < from + block; row++) {
          items.moveTo(row);
          items.copyStack(c, 0, now[c], row * width[c]);
          items.copyStack(c, 1, next[c], row * width[c]);
        }
      } else if (next[c] != now[c]) {
        items.copyPairs(c, now[c], next[c], from * width[c]);
      } else {
        items.copyBlock(c, now[c], from * width[c]);
      }
    }
    return block;
  }

  /** Fills a row with a step of the item. */
  void put(ItemRows item, int step, int row) {
    put(item, step, step + 1, row);
    if (step == item.length() - 1) {
      putEnd(item, row);
    }
  }

  /** Fills a row with all of the item: its first step, and what is after its last. */
  void putWhole(ItemRows item, int row) {
    put(item, 0, item.length(), row);
    putEnd(item, row);
  }

  private void put(ItemRows item, int step, int after, int row) {
    for (int c = 0; c < now.length; c++) {
      if (!stacked[c]) {
        item.copy(c, step, 1, now[c], row * width[c]);
        if (next[c] != now[c]) {
          item.copy(c, after, 1, next[c], row * width[c]);
        }
      }
    }
    putStacks(item, step, after, row);
    putPlace(item, step, row);
  }

  private void putStacks(ItemRows item, int step, int after, int row) {
    for (int c = 0; c < now.length; c++) {
      if (stacked[c]) {
        item.copyStack(c, step, now[c], row * width[c]);
        item.copyStack(c, after, next[c], row * width[c]);
      }
    }
  }

  private void putPlace(ItemRows item, int step, int row) {
    LittleEndian.putLong(episodes, row * 8, item.episode());
    LittleEndian.putLong(steps, row * 8, item.firstStep() + step);
  }

  private void putEnd(ItemRows item, int row) {
    terminateds[row] = (byte) (item.terminated() ? 1 : 0);
    truncateds[row] = (byte) (item.truncated() ? 1 : 0);
  }
}
