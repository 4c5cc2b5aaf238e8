package dev.cairn.replay;

import java.util.List;

/**
 * Items of one step each: a row each, of every column [B, ...]; an observation x gives x and new_x;
 * then terminateds and truncateds (bool), eps_id and t. Not thread-safe.
 */
final class SingleSteps implements BatchColumns {

  private final List<ColumnSpec> specs;
  private final ItemRows item;

  SingleSteps(List<ColumnSpec> specs, ItemRows item) {
    this.specs = specs;
    this.item = item;
  }

  @Override
  public List<DrawnBatch.ColumnData> gather(int[] slots) {
    int items = slots.length;
    StepRows rows = new StepRows(specs, items);
    for (int i = 0; i < items; i++) {
      item.moveTo(slots[i]);
      rows.put(item, 0, i);
    }
    return rows.columns();
  }
}
