package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tensors of so many single steps, being filled row by row. Not thread-safe. */
final class StepRows {

  // Larger ones are not kept by each shard for its next batch.
  private static final int MAX_KEPT_BYTES = 1 << 20;

  private final int rows;
  private final byte[][] now;
  private final byte[][] next;
  private final int[] width;
  private final int[] plain;
  private final int[] stacked;
  private final Opened[] compressed;
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
    plain = numbers(specs, spec -> !spec.compressed() && spec.stack() == 1);
    stacked = numbers(specs, spec -> !spec.compressed() && spec.stack() > 1);
    List<Opened> opened = new ArrayList<>();
    for (int c = 0; c < specs.size(); c++) {
      ColumnSpec spec = specs.get(c);
      if (spec.compressed()) {
        opened.add(addCompressed(spec, opened.size()));
        continue;
      }
      width[c] = spec.rowBytes() * spec.stack();
      now[c] = add(BatchColumns.tensor(spec.name(), spec, rows));
      next[c] =
          spec.observation()
              ? add(BatchColumns.tensor(BatchColumns.next(spec), spec, rows))
              : now[c];
    }
    compressed = opened.toArray(new Opened[0]);
    terminateds = add(BatchColumns.tensor("terminateds", DType.BOOL, List.of(rows)));
    truncateds = add(BatchColumns.tensor("truncateds", DType.BOOL, List.of(rows)));
    episodes = add(BatchColumns.tensor("eps_id", DType.INT64, List.of(rows)));
    steps = add(BatchColumns.tensor("t", DType.INT64, List.of(rows)));
  }

  private static int[] numbers(List<ColumnSpec> specs, Predicate<ColumnSpec> which) {
    return IntStream.range(0, specs.size()).filter(c -> which.test(specs.get(c))).toArray();
  }

  private Opened addCompressed(ColumnSpec spec, int nth) {
    OpenedRows of = new OpenedRows(spec, nth);
    Opened opened = new Opened(columns.size(), of, spec.observation() ? of.next() : null);
    opened.start(rows);
    // Each has its place in the order; what it is, is known when the rows are filled.
    opened.addTo(columns);
    return opened;
  }

  private byte[] add(DrawnBatch.ColumnData column) {
    columns.add(column);
    return column.data();
  }

  /** The tensors; once they are filled. */
  List<DrawnBatch.ColumnData> columns() {
    for (Opened each : compressed) {
      each.putInto(columns);
    }
    return columns;
  }

  /**
   * Tensors of so many rows, each of which is to be filled whole: the same again where they fit and
   * are not large, as new memory costs more than filling it.
   */
  StepRows again(List<ColumnSpec> specs, int wanted) {
    if (wanted != rows || bytes() > MAX_KEPT_BYTES) {
      return new StepRows(specs, wanted);
    }
    for (Opened each : compressed) {
      each.start(rows);
    }
    return this;
  }

  private long bytes() {
    long bytes = 0;
    for (int c = 0; c < columns.size(); c++) {
      DrawnBatch.ColumnData column = columns.get(c);
      // Those of compressed columns are made anew for each batch.
      bytes += column.encoding() == Encoding.RAW ? column.data().length : 0;
    }
    return bytes;
  }

  /** Fills the rows of a block of items of one step each, column by column; returns how many. */
  int putBlock(ItemRows items, int from) {
    int block = items.locate(from);
    items.putPlaces(episodes, steps, from * 8);
    items.putEnds(terminateds, truncateds, from);
    for (int c : plain) {
      if (next[c] != now[c]) {
        items.copyPairs(c, now[c], next[c], from * width[c]);
      } else {
        items.copyBlock(c, now[c], from * width[c]);
      }
    }
    if (stacked.length > 0 || compressed.length > 0) {
      for (int row = from; row < from + block; row++) {
        items.moveTo(row);
        putFrames(items, 0, 1, row);
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
    for (int c : plain) {
      item.copy(c, step, 1, now[c], row * width[c]);
      if (next[c] != now[c]) {
        item.copy(c, after, 1, next[c], row * width[c]);
      }
    }
    putFrames(item, step, after, row);
    putPlace(item, step, row);
  }

  private void putFrames(ItemRows item, int step, int after, int row) {
    for (int c : stacked) {
      item.copyStack(c, step, now[c], row * width[c]);
      item.copyStack(c, after, next[c], row * width[c]);
    }
    for (Opened each : compressed) {
      each.now.put(item, step, row);
      if (each.next != null) {
        each.next.put(item, after, row);
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

  /** The tensors of a compressed column, and where they stand among the others. */
  private record Opened(int at, OpenedRows now, @Nullable OpenedRows next) {

    void start(int rows) {
      now.start(rows);
      if (next != null) {
        next.start(rows);
      }
    }

    void addTo(List<DrawnBatch.ColumnData> columns) {
      columns.add(now.column());
      if (next != null) {
        columns.add(next.column());
      }
    }

    void putInto(List<DrawnBatch.ColumnData> columns) {
      columns.set(at, now.column());
      if (next != null) {
        columns.set(at + 1, next.column());
      }
    }
  }
}
