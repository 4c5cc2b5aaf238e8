package dev.cairn.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, ready to be written out. Empty, with a reason, when the request can
 * never be answered.
 *
 * @param request what was asked
 * @param refused why it cannot be answered; null when it was
 * @param attempt attempt stamp of the shard
 * @param sequence number of the batch within the attempt, from 0
 * @param drawnMs when it was drawn, ms since the epoch
 * @param slots [B]
 * @param ids [B]
 * @param probabilities P(i) of each item, [B]
 * @param tiers tier of each item when drawn, [B]
 * @param priorities abs(TD error) or priority held, [B]
 * @param agesMs ms since insertion, [B]
 * @param policyVersions [B]; -1 when unknown
 * @param columns one tensor a column, the signature's in order, then what the storage unit adds;
 *     where each item is one row, an observation x gives x and new_x, [B, ...]. Their tensors are
 *     the shard's: it may fill them anew when it draws the next batch
 * @param totals the table's totals as used
 */
@SuppressWarnings("ArrayRecordComponent")
public record DrawnBatch(
    SampleRequest request,
    @Nullable String refused,
    long attempt,
    long sequence,
    long drawnMs,
    int[] slots,
    long[] ids,
    double[] probabilities,
    byte[] tiers,
    float[] priorities,
    long[] agesMs,
    long[] policyVersions,
    List<ColumnData> columns,
    Totals totals) {

  /**
   * One column of a batch.
   *
   * @param name column name
   * @param dtype element type
   * @param shape of the tensor; the first axis is B, or the sum of the items' lengths where their
   *     steps are given one after another
   * @param data row-major, little-endian
   */
  public record ColumnData(String name, DType dtype, List<Integer> shape, byte[] data) {}
}
