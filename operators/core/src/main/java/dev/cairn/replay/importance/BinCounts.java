package dev.cairn.replay.importance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts of scores in bins that keep their order: sign, exponent and 8 bits of mantissa of the
 * score as a float. Only groups of 256 bins (one sign and exponent) that were touched take memory,
 * 1 KB each. Adding and {@link #below} take 17 steps at most.
 */
final class BinCounts {

  private static final int GROUPS = 512;
  private static final int BINS = 256;

  // Fenwick trees: over the groups, and in each group over its bins.
  private final int[] groups = new int[GROUPS + 1];
  private final int[] @Nullable [] bins = new int[GROUPS][];
  private int total;

  /** The bin of a finite score: scores in a lower bin are less. */
  static int binOf(double score) {
    // + 0.0f makes one zero of two; out of a float's range is the end of the range.
    float value = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, (float) score)) + 0.0f;
    int bits = Float.floatToIntBits(value);
    int ordered = bits < 0 ? ~bits : bits | Integer.MIN_VALUE;
    return ordered >>> 15;
  }

  int total() {
    return total;
  }

  void add(int bin, int count) {
    int group = bin >> 8;
    int[] tree = bins[group];
    if (tree == null) {
      tree = new int[BINS + 1];
      bins[group] = tree;
    }
    addTo(tree, bin & 255, count);
    addTo(groups, group, count);
    total += count;
  }

  /** Takes one score away again. */
  void remove(int bin) {
    int[] tree = bins[bin >> 8];
    if (tree == null || count(bin) == 0) {
      throw new IllegalArgumentException("a score must be held to be taken away: bin=" + bin);
    }
    add(bin, -1);
  }

  /** Scores in lower bins. */
  int below(int bin) {
    int group = bin >> 8;
    int[] tree = bins[group];
    return prefix(groups, group) + (tree == null ? 0 : prefix(tree, bin & 255));
  }

  void clear() {
    Arrays.fill(groups, 0);
    Arrays.fill(bins, null);
    total = 0;
  }

  void write(DataOutput out) throws IOException {
    int touched = 0;
    for (int bin = nextTouched(0); bin >= 0; bin = nextTouched(bin + 1)) {
      touched++;
    }
    out.writeInt(touched);
    for (int bin = nextTouched(0); bin >= 0; bin = nextTouched(bin + 1)) {
      out.writeInt(bin);
      out.writeInt(count(bin));
    }
  }

  void read(DataInput in) throws IOException {
    clear();
    int touched = in.readInt();
    int previous = -1;
    for (int i = 0; i < touched; i++) {
      int bin = in.readInt();
      int count = in.readInt();
      if (bin <= previous || bin >= GROUPS * BINS || count <= 0 || total + count < 0) {
        throw new IOException(
            "bins must ascend and counts be positive: bin=" + bin + " count=" + count);
      }
      add(bin, count);
      previous = bin;
    }
  }

  private int nextTouched(int from) {
    int bin = from;
    while (bin < GROUPS * BINS) {
      if (bins[bin >> 8] == null) {
        bin = (bin | 255) + 1;
      } else if (count(bin) > 0) {
        return bin;
      } else {
        bin++;
      }
    }
    return -1;
  }

  private int count(int bin) {
    int[] tree = bins[bin >> 8];
    return tree == null ? 0 : prefix(tree, (bin & 255) + 1) - prefix(tree, bin & 255);
  }

  private static void addTo(int[] tree, int index, int count) {
    for (int i = index + 1; i < tree.length; i += i & -i) {
      tree[i] += count;
    }
  }

  private static int prefix(int[] tree, int length) {
    int sum = 0;
    for (int i = length; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }
}
