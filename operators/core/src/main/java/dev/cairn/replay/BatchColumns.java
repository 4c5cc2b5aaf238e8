package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the payload of drawn items into one tensor a column: straight from the segments' bytes,
 * without objects for items. Not thread-safe.
 */
final class BatchColumns {

  private final Layout layout;
  private final List<ColumnSpec> specs;
  private final ItemIndex index;
  private final PayloadStore payload;

  BatchColumns(Signature signature, ItemIndex index, PayloadStore payload) {
    layout = new Layout(signature);
    specs = signature.columns();
    this.index = index;
    this.payload = payload;
  }

  /** The columns of a batch that holds the items in these slots; of none, columns of no rows. */
  List<DrawnBatch.ColumnData> gather(int[] slots) {
    int items = slots.length;
    byte[][] now = new byte[layout.columns][];
    byte[][] next = new byte[layout.columns][];
    for (int c = 0; c < layout.columns; c++) {
      now[c] = new byte[Math.multiplyExact(items, layout.width[c])];
      next[c] = layout.observation[c] ? new byte[items * layout.width[c]] : now[c];
    }
    byte[] terminateds = new byte[items];
    byte[] truncateds = new byte[items];
    byte[] episodes = new byte[items * 8];
    byte[] steps = new byte[items * 8];
    for (int i = 0; i < items; i++) {
      IndexPage page = index.page(slots[i]);
      int at = slots[i] & IndexPage.MASK;
      Segment segment = payload.segment(page.segment(at));
      int row = page.row(at);
      int run = segment.runOf(row);
      int step = row - segment.firstRow(run);
      int length = segment.steps(run);
      copy(segment, run, length, step, now, next, i);
      if (step == length - 1) {
        terminateds[i] = (byte) (segment.terminated(run) ? 1 : 0);
        truncateds[i] = (byte) (segment.truncated(run) ? 1 : 0);
      }
      LittleEndian.putLong(episodes, i * 8, segment.episode(run));
      LittleEndian.putLong(steps, i * 8, segment.firstStep(run) + step);
    }
    return columns(now, next, terminateds, truncateds, episodes, steps);
  }

  private void copy(
      Segment segment, int run, int length, int step, byte[][] now, byte[][] next, int i) {
    byte[] bytes = segment.bytes();
    int base = segment.payload(run);
    for (int c = 0; c < layout.columns; c++) {
      int width = layout.width[c];
      int from = base + layout.offset(c, length) + step * width;
      copy(bytes, from, now[c], i * width, width);
      if (layout.observation[c]) {
        copy(bytes, from + width, next[c], i * width, width);
      }
    }
  }

  // A call of arraycopy costs more than what most columns need.
  private static void copy(byte[] source, int from, byte[] target, int to, int width) {
    switch (width) {
      case 1 -> target[to] = source[from];
      case 4 -> LittleEndian.putInt(target, to, LittleEndian.getInt(source, from));
      case 8 -> LittleEndian.putLong(target, to, LittleEndian.getLong(source, from));
      case 16 -> {
        LittleEndian.putLong(target, to, LittleEndian.getLong(source, from));
        LittleEndian.putLong(target, to + 8, LittleEndian.getLong(source, from + 8));
      }
      default -> System.arraycopy(source, from, target, to, width);
    }
  }

  private List<DrawnBatch.ColumnData> columns(
      byte[][] now,
      byte[][] next,
      byte[] terminateds,
      byte[] truncateds,
      byte[] episodes,
      byte[] steps) {
    List<DrawnBatch.ColumnData> columns = new ArrayList<>(layout.columns * 2 + 4);
    for (int c = 0; c < layout.columns; c++) {
      ColumnSpec spec = specs.get(c);
      columns.add(new DrawnBatch.ColumnData(spec.name(), spec.dtype(), spec.shape(), now[c]));
      if (spec.observation()) {
        columns.add(
            new DrawnBatch.ColumnData("new_" + spec.name(), spec.dtype(), spec.shape(), next[c]));
      }
    }
    columns.add(new DrawnBatch.ColumnData("terminateds", DType.BOOL, List.of(), terminateds));
    columns.add(new DrawnBatch.ColumnData("truncateds", DType.BOOL, List.of(), truncateds));
    columns.add(new DrawnBatch.ColumnData("eps_id", DType.INT64, List.of(), episodes));
    columns.add(new DrawnBatch.ColumnData("t", DType.INT64, List.of(), steps));
    return columns;
  }
}
