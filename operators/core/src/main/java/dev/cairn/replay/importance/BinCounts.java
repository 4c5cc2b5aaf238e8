package dev.cairn.replay.importance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts of scores in bins that keep their order: sign, exponent and 8 bits of mantissa of the
 * score as a float. Only groups of 256 bins (one sign and exponent) that were touched take memory,
 * 2 KB each. Adding and {@link #below} take 17 steps.
 *
 * <p>Counts are kept in binary trees, one over the groups and one in each group over its bins. A
 * tree over 2^b leaves is an array: the node above leaf i at height h is (2^b + i) >> h, and holds
 * the count of its left half; at height 0 it is the leaf and holds its own. So a sum has the same
 * steps for every leaf and nothing to guess for the processor, unlike that over a Fenwick tree.
 */
final class BinCounts {

  private static final int GROUP_BITS = 9;
  private static final int GROUPS = 1 << GROUP_BITS;
  private static final int BIN_BITS = 8;
  private static final int BINS = 1 << BIN_BITS;

  private final int[] groups = new int[2 * GROUPS];
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
      tree = new int[2 * BINS];
      bins[group] = tree;
    }
    add(tree, BIN_BITS, bin & 255, count);
    add(groups, GROUP_BITS, group, count);
    total += count;
  }

  /** Takes one score away again. */
  void remove(int bin) {
    if (count(bin) == 0) {
      throw new IllegalArgumentException("a score must be held to be taken away: bin=" + bin);
    }
    add(bin, -1);
  }

  /** Scores in lower bins. */
  int below(int bin) {
    int group = bin >> 8;
    int[] tree = bins[group];
    return below(groups, GROUP_BITS, group) + (tree == null ? 0 : below(tree, BIN_BITS, bin & 255));
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
    return tree == null ? 0 : tree[BINS + (bin & 255)];
  }

  private static void add(int[] tree, int bits, int leaf, int count) {
    int node = (1 << bits) + leaf;
    tree[node] += count;
    for (int height = 1; height <= bits; height++) {
      int right = node >> (height - 1) & 1;
      tree[node >> height] += count & (right - 1);
    }
  }

  /** Sum over the leaves before one. */
  private static int below(int[] tree, int bits, int leaf) {
    int node = (1 << bits) + leaf;
    int sum = 0;
    for (int height = 1; height <= bits; height++) {
      int right = node >> (height - 1) & 1;
      sum += tree[node >> height] & -right;
    }
    return sum;
  }
}
