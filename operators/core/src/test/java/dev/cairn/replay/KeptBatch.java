package dev.cairn.replay;

import java.util.List;

/** A copy of a batch, to be looked at after the next one was drawn. */
@SuppressWarnings("ArrayRecordComponent")
record KeptBatch(
    long attempt,
    long sequence,
    int[] slots,
    long[] ids,
    double[] probabilities,
    byte[] tiers,
    float[] priorities,
    Totals totals,
    List<byte[]> columns) {

  static KeptBatch of(DrawnBatch batch) {
    return new KeptBatch(
        batch.attempt(),
        batch.sequence(),
        batch.slots().clone(),
        batch.ids().clone(),
        batch.probabilities().clone(),
        batch.tiers().clone(),
        batch.priorities().clone(),
        batch.totals(),
        batch.columns().stream().map(column -> column.data().clone()).toList());
  }
}
