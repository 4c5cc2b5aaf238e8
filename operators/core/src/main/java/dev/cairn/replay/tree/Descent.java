package dev.cairn.replay.tree;

/**
 * Goes down a {@link SumTree} to the leaf into which a mass falls. Not thread-safe.
 *
 * <p>Levels are given as the tree has them: index 0 is that above the leaves.
 */
final class Descent {

  private final Leaves leaves;

  // Of one node: running sums before each quarter of its 16 children, and before each child of one.
  private final double[] quarters = new double[4];
  private final double[] before = new double[4];
  // Written, never read: so that reading is not left out as useless.
  private double touched;

  Descent(Leaves leaves) {
    this.leaves = leaves;
  }

  /** The leaf of one mass, at least 0, where a weight is positive. */
  int find(double[][] sums, double mass) {
    // One zero of two: of -0.0 the difference to 0 would be negative.
    double rest = mass + 0.0;
    int node = 0;
    for (int level = sums.length - 2; level >= -1; level--) {
      int child = child(children(sums, level, node), first(level, node), rest);
      rest -= before[child & 3];
      node = (node << 4) + child;
    }
    return node;
  }

  /** The leaves of the first n masses, which are used up. */
  void find(double[][] sums, double[] masses, int n, int[] found) {
    boolean ascending = true;
    double last = 0;
    for (int i = 0; i < n; i++) {
      masses[i] += 0.0;
      found[i] = 0;
      ascending &= masses[i] >= last;
      last = masses[i];
    }
    int level = sums.length - 1;
    if (ascending) {
      // So low that there is about a node for each mass: then going from node to node is less work
      // than going down for each.
      while (level > 0 && sums[level - 1].length <= 2 * n) {
        level--;
      }
      walk(sums[level], masses, n, found);
    }
    while (--level >= -1) {
      if (level <= 0) {
        // What is above is in the cache.
        touch(sums, level, found, n);
      }
      for (int i = 0; i < n; i++) {
        int child = child(children(sums, level, found[i]), first(level, found[i]), masses[i]);
        masses[i] -= before[child & 3];
        found[i] = (found[i] << 4) + child;
      }
    }
  }

  /**
   * The array that has the children of a node, which are of that level; -1 is that of the leaves.
   */
  private double[] children(double[][] sums, int level, int node) {
    return level >= 0 ? sums[level] : leaves.page(node << 4);
  }

  /** Where in that array they begin. */
  private static int first(int level, int node) {
    return level >= 0 ? node << 4 : (node << 4) & Leaves.MASK;
  }

  /** Finds the nodes of a level into which masses fall that ascend. */
  private static void walk(double[] nodes, double[] masses, int n, int[] found) {
    int last = nodes.length - 1;
    while (last > 0 && !(nodes[last] > 0)) {
      last--;
    }
    int node = 0;
    double before = 0;
    for (int i = 0; i < n; i++) {
      while (node < last && masses[i] >= before + nodes[node]) {
        before += nodes[node++];
      }
      found[i] = node;
      masses[i] -= before;
    }
  }

  /**
   * Reads children of many nodes, to no other end than that their cache misses overlap: in {@link
   * #child} only those of a few nodes at a time do.
   */
  private void touch(double[][] sums, int level, int[] nodes, int n) {
    double read = 0;
    for (int i = 0; i < n; i++) {
      double[] children = children(sums, level, nodes[i]);
      int first = first(level, nodes[i]);
      read += children[first] + children[first + 8];
    }
    touched = read;
  }

  /**
   * Which child of a node a mass falls into; the sum of those that come before it is then in {@link
   * #before}, at child modulo 4. First in which quarter of them, then which one there.
   */
  private int child(double[] a, int i, double mass) {
    double s4 = (a[i] + a[i + 1]) + (a[i + 2] + a[i + 3]);
    double s8 = s4 + ((a[i + 4] + a[i + 5]) + (a[i + 6] + a[i + 7]));
    double s12 = s8 + ((a[i + 8] + a[i + 9]) + (a[i + 10] + a[i + 11]));
    quarters[1] = s4;
    quarters[2] = s8;
    quarters[3] = s12;
    int quarter = 3 - below(mass, s4) - below(mass, s8) - below(mass, s12);
    int first = i + quarter * 4;
    double s0 = quarters[quarter];
    double s1 = s0 + a[first];
    double s2 = s1 + a[first + 1];
    double s3 = s2 + a[first + 2];
    before[0] = s0;
    before[1] = s1;
    before[2] = s2;
    before[3] = s3;
    int child = quarter * 4 + 3 - below(mass, s1) - below(mass, s2) - below(mass, s3);
    return a[i + child] > 0 ? child : lastPositive(a, i, child);
  }

  /**
   * 1 when a mass is less than a sum, else 0: from the sign of the difference, as which it is
   * cannot be foretold, so that a branch would cost more than the whole search.
   */
  private static int below(double mass, double sum) {
    return (int) (Double.doubleToRawLongBits(mass - sum) >>> 63);
  }

  /** The last child of positive weight up to one of none, to which only rounding can have led. */
  private int lastPositive(double[] children, int first, int child) {
    int last = child;
    while (last > 0 && !(children[first + last] > 0)) {
      last--;
    }
    double sum = 0;
    for (int i = 0; i < last; i++) {
      sum += children[first + i];
    }
    before[last & 3] = sum;
    return last;
  }
}
