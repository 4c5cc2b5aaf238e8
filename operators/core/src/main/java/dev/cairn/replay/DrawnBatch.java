package dev.cairn.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, ready to be written out. Empty, with a reason, when the request can
 * never be answered.
 *
 * <p>It is the shard's, which fills the same one anew when it draws the next batch of as many
 * items: it holds until the next {@link ReplayShard#poll}. Not thread-safe.
 */
public final class DrawnBatch {

  private SampleRequest request;
  private final @Nullable String refused;
  private final long attempt;
  private long sequence;
  private long drawnMs;
  private final int[] slots;
  private final long[] ids;
  private final double[] probabilities;
  private final byte[] tiers;
  private final float[] priorities;
  private final long[] agesMs;
  private final long[] policyVersions;
  private List<ColumnData> columns = List.of();
  private final TotalSums totals;

  /** One of so many items, to be filled. */
  DrawnBatch(
      SampleRequest request, @Nullable String refused, long attempt, int items, TotalSums totals) {
    this.request = request;
    this.refused = refused;
    this.attempt = attempt;
    this.totals = totals;
    slots = new int[items];
    ids = new long[items];
    probabilities = new double[items];
    tiers = new byte[items];
    priorities = new float[items];
    agesMs = new long[items];
    policyVersions = new long[items];
  }

  /** Says which batch it is. */
  void name(SampleRequest answered, long number, long nowMs) {
    request = answered;
    sequence = number;
    drawnMs = nowMs;
  }

  /** Fills in what the index knows of the i-th item. */
  void describe(int i, IndexPage page, int at) {
    ids[i] = page.id(at);
    tiers[i] = (byte) page.tier(at);
    priorities[i] = page.value(at);
    agesMs[i] = Math.max(0, drawnMs - page.insertedMs(at));
    policyVersions[i] = page.policyVersion(at);
  }

  void setColumns(List<ColumnData> gathered) {
    columns = gathered;
  }

  /** An empty batch in the place of this one, which cannot be sent. */
  public DrawnBatch refused(String why) {
    DrawnBatch empty = new DrawnBatch(request, why, attempt, 0, totals);
    empty.name(request, sequence, drawnMs);
    return empty;
  }

  /** What was asked. */
  public SampleRequest request() {
    return request;
  }

  /** Why it cannot be answered; null when it was. */
  public @Nullable String refused() {
    return refused;
  }

  /** Attempt stamp of the shard. */
  public long attempt() {
    return attempt;
  }

  /** Number of the batch within the attempt, from 0. */
  public long sequence() {
    return sequence;
  }

  /** When it was drawn, ms since the epoch. */
  public long drawnMs() {
    return drawnMs;
  }

  /** Slot of each item, [B]. */
  public int[] slots() {
    return slots;
  }

  /** Id of each item, [B]. */
  public long[] ids() {
    return ids;
  }

  /** P(i) of each item, [B]. */
  public double[] probabilities() {
    return probabilities;
  }

  /** Tier of each item when drawn, [B]. */
  public byte[] tiers() {
    return tiers;
  }

  /** Abs(TD error) or priority held, [B]. */
  public float[] priorities() {
    return priorities;
  }

  /** Ms since insertion, [B]. */
  public long[] agesMs() {
    return agesMs;
  }

  /** Policy version of each item, [B]; -1 when unknown. */
  public long[] policyVersions() {
    return policyVersions;
  }

  /**
   * One tensor a column: the signature's in order, then what the storage unit adds; where each item
   * is one row, an observation x gives x and new_x, [B, ...].
   */
  public List<ColumnData> columns() {
    return columns;
  }

  /** The table's totals as used. Makes a record of them. */
  public Totals totals() {
    return totals.totals();
  }

  /**
   * One column of a batch.
   *
   * @param name column name
   * @param dtype element type
   * @param shape of the tensor; the first axis is B, or the sum of the items' lengths where their
   *     steps are given one after another
   * @param data row-major, little-endian; of a compressed column the blocks that its rows are in,
   *     see {@link OpenedRows}
   * @param encoding of the data
   */
  public record ColumnData(
      String name, DType dtype, List<Integer> shape, byte[] data, Encoding encoding) {

    /** A column that is not compressed. */
    public ColumnData(String name, DType dtype, List<Integer> shape, byte[] data) {
      this(name, dtype, shape, data, Encoding.RAW);
    }
  }
}
