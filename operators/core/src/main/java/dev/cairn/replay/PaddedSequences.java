package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;

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

  PaddedSequences(List<ColumnSpec> specs, ItemRows item, StorageUnit.Sequences unit) {
    this.specs = specs;
    this.item = item;
    this.unit = unit;
  }

  @Override
  public List<DrawnBatch.ColumnData> gather(int[] slots) {
    int items = slots.length;
    int length = unit.length();
    List<DrawnBatch.ColumnData> columns = new ArrayList<>(specs.size() + 6);
    for (ColumnSpec spec : specs) {
      columns.add(tensor(spec, items));
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
    return columns;
  }

  private static boolean isState(ColumnSpec spec) {
    return spec.name().startsWith(STATE) && !spec.observation();
  }

  private DrawnBatch.ColumnData tensor(ColumnSpec spec, int items) {
    if (isState(spec)) {
      return BatchColumns.tensor(spec.name(), spec, items);
    }
    int rows = spec.observation() ? unit.length() + 1 : unit.length();
    return BatchColumns.tensor(spec.name(), spec, items, rows);
  }

  private static byte[] add(
      List<DrawnBatch.ColumnData> columns, String name, DType dtype, List<Integer> shape) {
    DrawnBatch.ColumnData column = BatchColumns.tensor(name, dtype, shape);
    columns.add(column);
    return column.data();
  }

  private void copy(int c, byte[] target, int i) {
    ColumnSpec spec = specs.get(c);
    if (isState(spec)) {
      if (unit.state() == StorageUnit.FirstState.KEPT) {
        item.copy(c, 0, 1, target, i * spec.rowBytes());
      }
      return;
    }
    int more = spec.observation() ? 1 : 0;
    int width = spec.rowBytes() * spec.stack();
    int at = i * (unit.length() + more) * width;
    int rows = item.length() + more;
    if (spec.stack() == 1) {
      item.copy(c, 0, rows, target, at);
      return;
    }
    for (int step = 0; step < rows; step++) {
      item.copyStack(c, step, target, at + step * width);
    }
  }
}
