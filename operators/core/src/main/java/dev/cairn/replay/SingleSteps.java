package dev.cairn.replay;

import java.util.List;

/**
 * Items of one step each: a row each, of every column [B, ...]; an observation x gives x and new_x;
 * then terminateds and truncateds (bool), eps_id and t. Not thread-safe.
 */
final class SingleSteps implements BatchColumns {

  private final List<ColumnSpec> specs;
  private final ItemRows item;
  private StepRows rows;

  SingleSteps(List<ColumnSpec> specs, ItemRows item) {
    this.specs = specs;
    this.item = item;
    rows = new StepRows(specs, 0);
  }

  @Override
  public List<DrawnBatch.ColumnData> gather(int[] slots) {
    int items = slots.length;
    rows = rows.again(specs, items);
    item.start(slots);
    for (int from = 0; from < items; ) {
      from += rows.putBlock(item, from);
    }
    return rows.columns();
  }
}
