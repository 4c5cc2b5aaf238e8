package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of up to L steps, for recurrent networks (Kapturowski et al. 2019), filled up with
 * zeros to L:
 *
 * <ul>
 *   <li>observations [B, L+1, ...]: the one before each step, and the one after the last step right
 *       behind it, so that one pass over them gives the values to bootstrap from too: x[:, :-1] and
 *       x[:, 1:] are views of what other units call x and new_x
 *   <li>other columns, and terminateds and truncateds (bool), [B, L, ...]
 *   <li>state_in_...: of the first step only, [B, ...]; zeros if so configured
 *   <li>mask bool [B, L]: steps to train on; false for the burn-in and for filling
 *   <li>seq_lens int32 [B]: steps that are there, burn-in included
 *   <li>eps_id [B], and t [B] of the first step
 * </ul>
 *
 * Not thread-safe.
 */
final class PaddedSequences implements BatchColumns {

  private static final String STATE = "state_in_";

  private final List<ColumnSpec> specs;
  private final ItemRows item;
  private final StorageUnit.Sequences unit;
  // Of the compressed columns; else null.
  private final @Nullable OpenedRows[] opened;

  PaddedSequences(List<ColumnSpec> specs, ItemRows item, StorageUnit.Sequences unit) {
    this.specs = specs;
    this.item = item;
    this.unit = unit;
    opened = new @Nullable OpenedRows[specs.size()];
    int compressed = 0;
    for (int c = 0; c < opened.length; c++) {
      opened[c] = specs.get(c).compressed() ? new OpenedRows(specs.get(c), compressed++) : null;
    }
  }

  @Override
  public List<DrawnBatch.ColumnData> gather(int[] slots) {
    int items = slots.length;
    int length = unit.length();
    List<DrawnBatch.ColumnData> columns = new ArrayList<>(specs.size() + 6);
    for (int c = 0; c < specs.size(); c++) {
      columns.add(tensor(c, items));
    }
    byte[] terminateds = add(columns, "terminateds", DType.BOOL, List.of(items, length));
    byte[] truncateds = add(columns, "truncateds", DType.BOOL, List.of(items, length));
    byte[] mask = add(columns, "mask", DType.BOOL, List.of(items, length));
    byte[] lengths = add(columns, "seq_lens", DType.INT32, List.of(items));
    byte[] episodes = add(columns, "eps_id", DType.INT64, List.of(items));
    byte[] steps = add(columns, "t", DType.INT64, List.of(items));
    item.start(slots);
    for (int i = 0; i < items; i++) {
      item.moveTo(i);
      for (int c = 0; c < specs.size(); c++) {
        copy(c, columns.get(c).data(), i);
      }
      int last = i * length + item.length() - 1;
      terminateds[last] = (byte) (item.terminated() ? 1 : 0);
      truncateds[last] = (byte) (item.truncated() ? 1 : 0);
      for (int step = unit.burnIn(); step < item.length(); step++) {
        mask[i * length + step] = 1;
      }
      LittleEndian.putInt(lengths, i * 4, item.length());
      LittleEndian.putLong(episodes, i * 8, item.episode());
      LittleEndian.putLong(steps, i * 8, item.firstStep());
    }
    for (int c = 0; c < opened.length; c++) {
      OpenedRows rows = opened[c];
      if (rows != null) {
        columns.set(c, rows.column());
      }
    }
    return columns;
  }

  private static boolean isState(ColumnSpec spec) {
    return spec.name().startsWith(STATE) && !spec.observation();
  }

  private DrawnBatch.ColumnData tensor(int c, int items) {
    ColumnSpec spec = specs.get(c);
    Integer[] axes = isState(spec) ? new Integer[] {items} : new Integer[] {items, rows(spec)};
    OpenedRows rows = opened[c];
    if (rows == null) {
      return BatchColumns.tensor(spec.name(), spec, axes);
    }
    rows.start(axes);
    return rows.column();
  }

  private int rows(ColumnSpec spec) {
    return spec.observation() ? unit.length() + 1 : unit.length();
  }

  private static byte[] add(
      List<DrawnBatch.ColumnData> columns, String name, DType dtype, List<Integer> shape) {
    DrawnBatch.ColumnData column = BatchColumns.tensor(name, dtype, shape);
    columns.add(column);
    return column.data();
  }

  private void copy(int c, byte[] target, int i) {
    ColumnSpec spec = specs.get(c);
    boolean state = isState(spec);
    if (state && unit.state() != StorageUnit.FirstState.KEPT) {
      return;
    }
    int rows = state ? 1 : spec.observation() ? item.length() + 1 : item.length();
    int from = state ? i : i * rows(spec);
    OpenedRows of = opened[c];
    if (of != null) {
      for (int step = 0; step < rows; step++) {
        of.put(item, step, from + step);
      }
      return;
    }
    int width = spec.rowBytes() * spec.stack();
    int at = from * width;
    if (spec.stack() == 1) {
      item.copy(c, 0, rows, target, at);
      return;
    }
    for (int step = 0; step < rows; step++) {
      item.copyStack(c, step, target, at + step * width);
    }
  }
}
