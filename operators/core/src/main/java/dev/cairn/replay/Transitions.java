package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * Items of n steps as one transition each, for n-step returns and options: every column of the
 * first step [B, ...], and
 *
 * <ul>
 *   <li>rewards: R = sum over k < n of gamma^k r_{t+k} (Sutton and Barto 2018, ch. 7)
 *   <li>new_x: the observation after the n steps
 *   <li>terminateds, truncateds: of the last step
 *   <li>n_steps int32 [B]: n
 *   <li>discounts float32 [B]: gamma^n, what the value of new_x counts; 0 where the last step
 *       terminated. Truncation bootstraps.
 * </ul>
 *
 * Not thread-safe.
 */
final class Transitions implements BatchColumns {

  private static final String REWARDS = "rewards";

  private final List<ColumnSpec> specs;
  private final ItemRows item;
  private final double gamma;
  private final int rewards;
  private StepRows rows;

  Transitions(List<ColumnSpec> specs, ItemRows item, double gamma) {
    this.specs = specs;
    this.item = item;
    this.gamma = gamma;
    int found = -1;
    for (int c = 0; c < specs.size(); c++) {
      found = specs.get(c).name().equals(REWARDS) ? c : found;
    }
    rewards = found;
    rows = new StepRows(specs, 0);
  }

  @Override
  public List<DrawnBatch.ColumnData> gather(int[] slots) {
    int items = slots.length;
    rows = rows.again(specs, items);
    DrawnBatch.ColumnData lengths = BatchColumns.tensor("n_steps", DType.INT32, List.of(items));
    DrawnBatch.ColumnData discounts =
        BatchColumns.tensor("discounts", DType.FLOAT32, List.of(items));
    double[] returns = new double[items];
    item.start(slots);
    for (int i = 0; i < items; i++) {
      item.moveTo(i);
      rows.putWhole(item, i);
      double discount = 1;
      for (int k = 0; k < item.length(); k++) {
        returns[i] += rewards < 0 ? 0 : discount * item.number(rewards, k);
        discount *= gamma;
      }
      LittleEndian.putInt(lengths.data(), i * 4, item.length());
      LittleEndian.putFloat(discounts.data(), i * 4, item.terminated() ? 0 : (float) discount);
    }
    List<DrawnBatch.ColumnData> columns = new ArrayList<>(rows.columns());
    putReturns(columns, returns);
    columns.add(lengths);
    columns.add(discounts);
    return columns;
  }

  private void putReturns(List<DrawnBatch.ColumnData> columns, double[] returns) {
    for (DrawnBatch.ColumnData column : columns) {
      if (rewards >= 0 && column.name().equals(REWARDS)) {
        for (int i = 0; i < returns.length; i++) {
          if (column.dtype() == DType.FLOAT64) {
            LittleEndian.putDouble(column.data(), i * 8, returns[i]);
          } else {
            LittleEndian.putFloat(column.data(), i * 4, (float) returns[i]);
          }
        }
      }
    }
  }
}
