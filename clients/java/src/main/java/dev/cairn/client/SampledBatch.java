package dev.cairn.client;

import dev.cairn.schema.Column;
import dev.cairn.schema.ColumnOpener;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One minibatch as a learner sees it. Immutable; buffers are views and must not be written. */
public final class SampledBatch {

  private final Minibatch record;
  private final float[] weights;
  private final Map<String, Tensor> columns = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException when a compressed column cannot be opened
   */
  SampledBatch(Minibatch record, float[] weights, ColumnOpener opener) {
    this.record = record;
    this.weights = weights;
    for (Column column : opener.open(record.getColumns())) {
      columns.put(column.getName(), column.getTensor());
    }
  }

  /** B. */
  public int size() {
    return record.getItems();
  }

  /** Names of the columns. */
  public Set<String> columns() {
    return columns.keySet();
  }

  /**
   * A column's tensor, [B, ...]; flat rows [sum of seq_lens, ...] where items are episodes or
   * fragments.
   *
   * @throws IllegalArgumentException when there is no such column
   */
  public Tensor column(String name) {
    Tensor tensor = columns.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no such column: name=" + name + " columns=" + columns.keySet());
    }
    return tensor;
  }

  /** A column's bytes, little-endian, C order. */
  public ByteBuffer data(String name) {
    return Tensors.data(column(name));
  }

  /** A float32 column, flat. */
  public float[] floats(String name) {
    return Tensors.floats(column(name));
  }

  /** An int32 column, flat: n_steps, seq_lens. */
  public int[] ints(String name) {
    return Tensors.ints(column(name));
  }

  /** An int64 column, flat. */
  public long[] longs(String name) {
    return Tensors.longs(column(name));
  }

  /** A bool column, flat. */
  public boolean[] booleans(String name) {
    return Tensors.booleans(column(name));
  }

  /** Importance weights, [B]. Not a copy. */
  public float[] weights() {
    return weights;
  }

  /** P(i) of each item, [B]. */
  public double[] probabilities() {
    double[] values = new double[size()];
    little(record.getProbabilities()).asDoubleBuffer().get(values);
    return values;
  }

  /** Ids of the items, [B]. */
  public long[] ids() {
    long[] values = new long[size()];
    little(record.getIds()).asLongBuffer().get(values);
    return values;
  }

  /** Slots of the items, [B]. */
  public int[] slots() {
    int[] values = new int[size()];
    little(record.getSlots()).asIntBuffer().get(values);
    return values;
  }

  /** abs(TD error) or priority held when drawn, [B]. */
  public float[] priorities() {
    float[] values = new float[size()];
    little(record.getPriorities()).asFloatBuffer().get(values);
    return values;
  }

  /** Tier of each item when drawn, [B]. */
  public int[] tiers() {
    int[] values = new int[size()];
    ByteBuffer data = record.getTiers().duplicate();
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get() & 0xff;
    }
    return values;
  }

  /** Milliseconds since insertion, [B]. */
  public long[] agesMs() {
    long[] values = new long[size()];
    little(record.getAgesMs()).asLongBuffer().get(values);
    return values;
  }

  /** Policy version of each item, [B]; -1 when unknown. */
  public long[] policyVersions() {
    long[] values = new long[size()];
    little(record.getPolicyVersions()).asLongBuffer().get(values);
    return values;
  }

  /**
   * The whole record: totals, shard, attempt, sequence, times. Its columns are as they came, which
   * may be compressed.
   */
  public Minibatch record() {
    return record;
  }

  private static ByteBuffer little(ByteBuffer data) {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
