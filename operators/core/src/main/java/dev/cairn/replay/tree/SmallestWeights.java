package dev.cairn.replay.tree;

import java.util.Arrays;

/**
 * The smallest positive weight below each node of a {@link SumTree}, which has the same nodes. Not
 * thread-safe.
 */
final class SmallestWeights {

  // Index 0 is the level above the leaves; infinite where no weight is positive.
  private double[][] levels = {};

  /** The smallest of all; 0 when there is none. */
  double weight() {
    if (levels.length == 0) {
      return 0;
    }
    double min = levels[levels.length - 1][0];
    return min == Double.POSITIVE_INFINITY ? 0 : min;
  }

  /**
   * A leaf has changed. A minimum does not round, so it need not be found anew unless the smallest
   * child itself grew: once in 16 times or so.
   *
   * @param page the leaves
   * @param first of the 16 below the node
   */
  void changed(double[] page, int first, int parent, double leafWas, double leafIs) {
    double was = positive(leafWas);
    double is = positive(leafIs);
    int node = parent;
    for (int level = 0; level < levels.length; level++) {
      double min = levels[level][node];
      double now = min;
      if (is <= min) {
        now = is;
      } else if (was == min) {
        now = level == 0 ? ofLeaves(page, first) : ofNodes(levels[level - 1], node << 4);
      }
      if (now == min) {
        return;
      }
      levels[level][node] = now;
      was = min;
      is = now;
      node >>= 4;
    }
  }

  /** Finds the minimum of 16 leaves anew. */
  void renew(double[] page, int first, int node) {
    levels[0][node] = ofLeaves(page, first);
  }

  /** Finds the minimum of 16 nodes anew. */
  void renew(int level, int node) {
    levels[level][node] = ofNodes(levels[level - 1], node << 4);
  }

  /** Makes room for so many nodes on a level, the next one at most. */
  void grow(int level, int nodes) {
    if (level == levels.length) {
      levels = Arrays.copyOf(levels, level + 1);
      levels[level] = new double[0];
    }
    int had = levels[level].length;
    levels[level] = Arrays.copyOf(levels[level], nodes);
    Arrays.fill(levels[level], had, nodes, Double.POSITIVE_INFINITY);
  }

  /** What a weight counts as among minima: 0 is none. */
  private static double positive(double weight) {
    return weight > 0 ? weight : Double.POSITIVE_INFINITY;
  }

  private static double ofLeaves(double[] a, int first) {
    double min = Double.POSITIVE_INFINITY;
    for (int i = first; i < first + 16; i++) {
      min = Math.min(min, positive(a[i]));
    }
    return min;
  }

  private static double ofNodes(double[] a, int first) {
    double min = a[first];
    for (int i = first + 1; i < first + 16; i++) {
      if (a[i] < min) {
        min = a[i];
      }
    }
    return min;
  }
}
