package dev.cairn.replay;

import java.util.List;

/**
 * Items of any number of steps, for episodes and fragments: all their steps one after another, each
 * as {@link SingleSteps} gives it, of every column [sum of lengths, ...], and
 *
 * <ul>
 *   <li>seq_lens int32 [B]: steps of each item
 *   <li>cuts bool [B]: the item does not end its episode: the episode was too long, the fragment is
 *       not its last, or it was interrupted
 * </ul>
 *
 * Not thread-safe.
 */
final class FlatRows implements BatchColumns {

  private final List<ColumnSpec> specs;
  private final ItemRows item;

  FlatRows(List<ColumnSpec> specs, ItemRows item) {
    this.specs = specs;
    this.item = item;
  }

  @Override
  public List<DrawnBatch.ColumnData> gather(int[] slots) {
    int items = slots.length;
    int total = 0;
    for (int slot : slots) {
      total = Math.addExact(total, item.length(slot));
    }
    StepRows rows = new StepRows(specs, total);
    DrawnBatch.ColumnData lengths = BatchColumns.tensor("seq_lens", DType.INT32, List.of(items));
    DrawnBatch.ColumnData cuts = BatchColumns.tensor("cuts", DType.BOOL, List.of(items));
    int row = 0;
    item.start(slots);
    for (int i = 0; i < items; i++) {
      item.moveTo(i);
      for (int step = 0; step < item.length(); step++) {
        rows.put(item, step, row++);
      }
      LittleEndian.putInt(lengths.data(), i * 4, item.length());
      cuts.data()[i] = (byte) (item.terminated() || item.truncated() ? 0 : 1);
    }
    List<DrawnBatch.ColumnData> columns = rows.columns();
    columns.add(lengths);
    columns.add(cuts);
    return columns;
  }
}
