package dev.cairn.replay.importance;

import dev.cairn.replay.random.SplitMix64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How rare what a column holds is: 1 / sqrt(n), where n counts the items seen with the same hash,
 * this one included and older ones decayed by half every {@code halfLife} items; or -1 / sqrt(n)
 * when what is common is to be important. Of an item of several steps the first step counts.
 *
 * <p>The hash is that of Charikar (2002), as Tang et al. (2017, "#Exploration", eq. 2) use it: the
 * signs of {@code bits} projections on fixed Gaussian directions. Rows whose directions are alike
 * fall together. Costs bits times elements multiplications an item; 8 bytes for each of 2^bits
 * counts.
 */
public final class DensityScorer implements Scorer {

  private static final int VERSION = 0x44_01;
  private static final long SEED = 0x5DEECE66DL;
  // Where counts are scaled down: far from the end of a double's range.
  private static final double MAX_UNIT = 0x1p200;

  private final int column;
  private final int elements;
  private final int bits;
  private final boolean rare;
  private final double growth;
  private final double[][] directions;
  // Counts in units that grow with every item, so that older ones need not be touched to decay.
  private final double[] counts;
  private double unit = 1;

  /**
   * @param column index in the table's signature
   * @param elements elements of a row, at least 1
   * @param bits in [1, 20]
   * @param halfLife items after which a count is worth half, at least 1
   * @param rare rare is important; else common is
   */
  public DensityScorer(int column, int elements, int bits, double halfLife, boolean rare) {
    if (bits < 1 || bits > 20) {
      throw new IllegalArgumentException("bits must be in [1, 20]: bits=" + bits);
    }
    if (!(halfLife >= 1 && halfLife < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("half_life must be >= 1: half_life=" + halfLife);
    }
    this.column = column;
    this.elements = elements;
    this.bits = bits;
    this.rare = rare;
    growth = Math.pow(2, 1 / halfLife);
    counts = new double[1 << bits];
    SplitMix64 random = new SplitMix64(SEED);
    directions = new double[bits][elements];
    for (double[] direction : directions) {
      Arrays.setAll(direction, i -> random.nextGaussian());
    }
  }

  @Override
  public double atInsert(ScoredItem item) {
    unit *= growth;
    int hash = hash(item);
    counts[hash] += unit;
    double score = 1 / Math.sqrt(counts[hash] / unit);
    if (unit > MAX_UNIT) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] /= unit;
      }
      unit = 1;
    }
    return rare ? score : -score;
  }

  private int hash(ScoredItem item) {
    int hash = 0;
    for (int bit = 0; bit < bits; bit++) {
      double projection = 0;
      for (int i = 0; i < elements; i++) {
        projection += directions[bit][i] * item.element(column, 0, i);
      }
      hash = hash << 1 | (projection >= 0 ? 1 : 0);
    }
    return hash;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeShort(VERSION);
    out.writeDouble(unit);
    out.writeInt((int) Arrays.stream(counts).filter(count -> count > 0).count());
    for (int hash = 0; hash < counts.length; hash++) {
      if (counts[hash] > 0) {
        out.writeInt(hash);
        out.writeDouble(counts[hash]);
      }
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    Scores.requireVersion(VERSION, in.readUnsignedShort());
    Arrays.fill(counts, 0);
    unit = in.readDouble();
    int held = in.readInt();
    for (int i = 0; i < held; i++) {
      int hash = in.readInt();
      if (hash < 0 || hash >= counts.length) {
        throw new IOException("a hash must be in [0, 2^bits): hash=" + hash + " bits=" + bits);
      }
      counts[hash] = in.readDouble();
    }
  }
}
