package dev.cairn.replay.tree;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Sums of weights over leaves 0, 1, 2, ..., to draw a leaf with probability proportional to its
 * weight; also the smallest positive weight. A leaf that was never set weighs 0.
 *
 * <p>Grows by itself to the largest leaf set; about 9.1 bytes a leaf. {@link #set} and {@link
 * #find} take O(log16 n) time and allocate nothing (save for growth), {@link #sum} and {@link
 * #minPositive} O(1). Not thread-safe.
 */
public final class SumTree {

  /*
   * level 2                 [0]                      node i of level l covers the leaves
   * level 1      [0]        [1]   ...  [15]          [i 16^l, (i + 1) 16^l)
   * leaves   0 ... 15   16 ... 31      ... 255
   *
   * A sum is recomputed from all of its 16 children whenever one of them changes. Adding
   * differences would be cheaper and drift: after many updates a sum of nothing is not 0.
   */

  /** Largest weight: so small that the sum over 2^31 leaves stays finite. */
  public static final double MAX_WEIGHT = 0x1p960;

  private static final int PAGE_BITS = 12;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int FIRST_PAGE = 64;

  private double[][] leaves = {};
  private int capacity;
  // Index 0 is level 1.
  private double[][] sums = {};
  private double[][] mins = {};

  /**
   * Sets the weight of a leaf.
   *
   * @param leaf at least 0
   * @param weight in [0, {@link #MAX_WEIGHT}]
   * @throws IllegalArgumentException when the weight is NaN, negative or larger; nothing is changed
   */
  public void set(int leaf, double weight) {
    if (!(weight >= 0 && weight <= MAX_WEIGHT)) {
      throw new IllegalArgumentException(
          "weight must be in [0, 2^960]: weight=" + weight + " leaf=" + leaf);
    }
    if (leaf < 0) {
      throw new IllegalArgumentException("leaf must be >= 0: leaf=" + leaf);
    }
    if (leaf >= capacity) {
      if (weight == 0) {
        return;
      }
      grow(leaf);
    }
    double[] page = leaves[leaf >> PAGE_BITS];
    int index = leaf & (PAGE - 1);
    double old = page[index];
    if (old != weight) {
      // + 0.0 turns -0.0 into 0.0.
      page[index] = weight + 0.0;
      updateSums(page, index & ~15, leaf >> 4);
      updateMins(page, index & ~15, leaf >> 4, positive(old), positive(weight));
    }
  }

  /**
   * Sets the weights of the first n leaves, which must have been set before. O(n): each sum and
   * minimum is found once.
   *
   * @param n at least 0
   * @param weight of a leaf, as in {@link #set}
   */
  public void setAll(int n, IntToDoubleFunction weight) {
    for (int leaf = 0; leaf < n; leaf++) {
      double value = weight.applyAsDouble(leaf);
      if (!(value >= 0 && value <= MAX_WEIGHT) || leaf >= capacity) {
        throw new IllegalArgumentException(
            "a weight must be in [0, 2^960] and its leaf set before: weight="
                + value
                + " leaf="
                + leaf);
      }
      leaves[leaf >> PAGE_BITS][leaf & (PAGE - 1)] = value + 0.0;
    }
    int nodes = n;
    for (int level = 0; level < sums.length; level++) {
      nodes = (nodes + 15) >> 4;
      for (int node = 0; node < nodes; node++) {
        if (level == 0) {
          double[] page = leaves[node >> (PAGE_BITS - 4)];
          int first = (node << 4) & (PAGE - 1);
          sums[0][node] = sum16(page, first);
          mins[0][node] = minPositive16(page, first);
        } else {
          sums[level][node] = sum16(sums[level - 1], node << 4);
          mins[level][node] = min16(mins[level - 1], node << 4);
        }
      }
    }
  }

  /** The weight of a leaf, 0 if it was never set. */
  public double get(int leaf) {
    return leaf < capacity ? leaves[leaf >> PAGE_BITS][leaf & (PAGE - 1)] : 0;
  }

  /** Sum of all weights. */
  public double sum() {
    return sums.length == 0 ? 0 : sums[sums.length - 1][0];
  }

  /** The smallest positive weight; 0 when there is none. */
  public double minPositive() {
    if (mins.length == 0) {
      return 0;
    }
    double min = mins[mins.length - 1][0];
    return min == Double.POSITIVE_INFINITY ? 0 : min;
  }

  /**
   * The leaf at which the running sum of weights first exceeds {@code mass}. Never a leaf of weight
   * 0, and never past the last: where rounding leads beyond the end, the last leaf of positive
   * weight is returned.
   *
   * @param mass at least 0, meant to be below {@link #sum()}
   * @throws IllegalArgumentException when the mass is NaN or negative
   * @throws IllegalStateException when all weights are 0
   */
  public int find(double mass) {
    if (!(mass >= 0)) {
      throw new IllegalArgumentException("mass must be >= 0: mass=" + mass);
    }
    if (!(sum() > 0)) {
      throw new IllegalStateException("a weight must be positive to be found: sum=" + sum());
    }
    double rest = mass;
    int node = 0;
    for (int level = sums.length - 2; level >= -1; level--) {
      double[] children = level >= 0 ? sums[level] : leaves[node >> (PAGE_BITS - 4)];
      int first = level >= 0 ? node << 4 : (node << 4) & (PAGE - 1);
      int chosen = first;
      double kept = rest;
      for (int i = first; i < first + 16; i++) {
        double child = children[i];
        if (child > 0) {
          chosen = i;
          kept = rest;
          if (rest < child) {
            break;
          }
          rest -= child;
        }
      }
      rest = kept;
      node = (node << 4) + (chosen - first);
    }
    return node;
  }

  private void updateSums(double[] page, int first, int parent) {
    int node = parent;
    sums[0][node] = sum16(page, first);
    for (int level = 1; level < sums.length; level++) {
      int children = node & ~15;
      node >>= 4;
      sums[level][node] = sum16(sums[level - 1], children);
    }
  }

  /**
   * A minimum does not round, so it need not be found anew unless the smallest child itself grew:
   * once in 16 updates or so.
   */
  private void updateMins(double[] page, int first, int parent, double leafWas, double leafIs) {
    double was = leafWas;
    double is = leafIs;
    int node = parent;
    for (int level = 0; level < mins.length; level++) {
      double min = mins[level][node];
      double now = min;
      if (is <= min) {
        now = is;
      } else if (was == min) {
        now = level == 0 ? minPositive16(page, first) : min16(mins[level - 1], node << 4);
      }
      if (now == min) {
        return;
      }
      mins[level][node] = now;
      was = min;
      is = now;
      node >>= 4;
    }
  }

  /** What a weight counts as among minima: 0 is none. */
  private static double positive(double weight) {
    return weight > 0 ? weight : Double.POSITIVE_INFINITY;
  }

  private static double sum16(double[] a, int i) {
    // Four chains of additions, as one would wait for each addition in turn.
    double s0 = a[i] + a[i + 4] + a[i + 8] + a[i + 12];
    double s1 = a[i + 1] + a[i + 5] + a[i + 9] + a[i + 13];
    double s2 = a[i + 2] + a[i + 6] + a[i + 10] + a[i + 14];
    double s3 = a[i + 3] + a[i + 7] + a[i + 11] + a[i + 15];
    return (s0 + s1) + (s2 + s3);
  }

  private static double minPositive16(double[] a, int first) {
    double min = Double.POSITIVE_INFINITY;
    for (int i = first; i < first + 16; i++) {
      min = Math.min(min, positive(a[i]));
    }
    return min;
  }

  private static double min16(double[] a, int first) {
    double min = a[first];
    for (int i = first + 1; i < first + 16; i++) {
      if (a[i] < min) {
        min = a[i];
      }
    }
    return min;
  }

  private void grow(int leaf) {
    if (leaf < PAGE) {
      int length = Math.max(FIRST_PAGE, Integer.highestOneBit(leaf) << 1);
      double[] page = leaves.length == 0 ? new double[0] : leaves[0];
      leaves = new double[][] {Arrays.copyOf(page, length)};
      capacity = length;
    } else {
      int had = leaves.length;
      int pages = (leaf >> PAGE_BITS) + 1;
      leaves = Arrays.copyOf(leaves, pages);
      for (int i = 0; i < pages; i++) {
        if (i >= had) {
          leaves[i] = new double[PAGE];
        } else if (leaves[i].length < PAGE) {
          leaves[i] = Arrays.copyOf(leaves[i], PAGE);
        }
      }
      capacity = (int) Math.min((long) pages << PAGE_BITS, Integer.MAX_VALUE);
    }
    growLevels();
  }

  private void growLevels() {
    int nodes = capacity;
    int level = 0;
    do {
      nodes = (int) (((long) nodes + 15) >> 4);
      boolean added = level == sums.length;
      if (added) {
        sums = Arrays.copyOf(sums, level + 1);
        mins = Arrays.copyOf(mins, level + 1);
        sums[level] = new double[0];
        mins[level] = new double[0];
      }
      growLevel(level, nodes);
      if (added && level > 0) {
        sums[level][0] = sum16(sums[level - 1], 0);
        mins[level][0] = min16(mins[level - 1], 0);
      }
      level++;
    } while (nodes > 1);
  }

  private void growLevel(int level, int nodes) {
    int had = sums[level].length;
    if (nodes <= had) {
      return;
    }
    int length = (Math.max(nodes, had + had / 2) + 15) & ~15;
    sums[level] = Arrays.copyOf(sums[level], length);
    mins[level] = Arrays.copyOf(mins[level], length);
    Arrays.fill(mins[level], had, length, Double.POSITIVE_INFINITY);
  }
}
