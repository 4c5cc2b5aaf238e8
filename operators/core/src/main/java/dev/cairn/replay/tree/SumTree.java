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

  private final Leaves leaves = new Leaves();
  // Index 0 is level 1.
  private double[][] sums = {};
  private final SmallestWeights smallest = new SmallestWeights();
  private final Descent descent = new Descent(leaves);

  // Of one change of several leaves: the nodes above them, level by level.
  private int[] changed = new int[64];

  /**
   * Sets the weight of a leaf.
   *
   * @param leaf at least 0
   * @param weight in [0, {@link #MAX_WEIGHT}]
   * @throws IllegalArgumentException when the weight is NaN, negative or larger; nothing is changed
   */
  public void set(int leaf, double weight) {
    requireWeight(leaf, weight);
    if (leaf < 0) {
      throw new IllegalArgumentException("leaf must be >= 0: leaf=" + leaf);
    }
    if (leaf >= leaves.capacity()) {
      if (weight == 0) {
        return;
      }
      leaves.grow(leaf);
      growLevels();
    }
    double[] page = leaves.page(leaf);
    int index = leaf & Leaves.MASK;
    double old = page[index];
    if (old != weight) {
      // + 0.0 turns -0.0 into 0.0.
      page[index] = weight + 0.0;
      updateSums(leaf >> 4);
      smallest.changed(page, index & ~15, leaf >> 4, old, weight);
    }
  }

  /**
   * Sets the weights of leaves that were set before: the same as {@link #set} for one after the
   * other, but the sum of a node is found once for all leaves next to each other in the list that
   * are below it. A leaf may stand there twice.
   *
   * @param n how many: the first ones of both arrays
   * @param weights as in {@link #set}
   * @throws IllegalArgumentException as in {@link #set}; nothing is changed
   */
  public void set(int[] which, double[] weights, int n) {
    for (int i = 0; i < n; i++) {
      requireSet(which[i], weights[i]);
    }
    if (changed.length < n) {
      changed = new int[n];
    }
    for (int i = 0; i < n; i++) {
      int leaf = which[i];
      double[] page = leaves.page(leaf);
      int index = leaf & Leaves.MASK;
      double old = page[index];
      page[index] = weights[i] + 0.0;
      smallest.changed(page, index & ~15, leaf >> 4, old, weights[i]);
      changed[i] = leaf >> 4;
    }
    int nodes = n;
    for (int level = 0; level < sums.length; level++) {
      nodes = withoutRepeats(changed, nodes);
      for (int i = 0; i < nodes; i++) {
        sum(level, changed[i]);
        changed[i] >>= 4;
      }
    }
  }

  /** Drops what equals the one before it; returns how many are left. */
  private static int withoutRepeats(int[] numbers, int n) {
    int kept = 0;
    for (int i = 0; i < n; i++) {
      if (kept == 0 || numbers[kept - 1] != numbers[i]) {
        numbers[kept++] = numbers[i];
      }
    }
    return kept;
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
      requireSet(leaf, value);
      leaves.page(leaf)[leaf & Leaves.MASK] = value + 0.0;
    }
    int nodes = n;
    for (int level = 0; level < sums.length; level++) {
      nodes = (nodes + 15) >> 4;
      for (int node = 0; node < nodes; node++) {
        sum(level, node);
        if (level == 0) {
          smallest.renew(leaves.page(node << 4), (node << 4) & Leaves.MASK, node);
        } else {
          smallest.renew(level, node);
        }
      }
    }
  }

  /** The weight of a leaf, 0 if it was never set. */
  public double get(int leaf) {
    return leaves.get(leaf);
  }

  /** Sum of all weights. */
  public double sum() {
    return sums.length == 0 ? 0 : sums[sums.length - 1][0];
  }

  /** The smallest positive weight; 0 when there is none. */
  public double minPositive() {
    return smallest.weight();
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
    requireMass(mass);
    return descent.find(sums, mass);
  }

  /**
   * {@link #find} for several masses, side by side: no search waits for the memory that another one
   * waits for.
   *
   * @param masses as in {@link #find}; used up
   * @param n how many: the first ones
   * @param found receives the leaves
   * @throws IllegalArgumentException as in {@link #find}
   * @throws IllegalStateException as in {@link #find}
   */
  public void find(double[] masses, int n, int[] found) {
    for (int i = 0; i < n; i++) {
      requireMass(masses[i]);
    }
    descent.find(sums, masses, n, found);
  }

  private void requireMass(double mass) {
    if (!(mass >= 0)) {
      throw new IllegalArgumentException("mass must be >= 0: mass=" + mass);
    }
    if (!(sum() > 0)) {
      throw new IllegalStateException("a weight must be positive to be found: sum=" + sum());
    }
  }

  private static void requireWeight(int leaf, double weight) {
    if (!(weight >= 0 && weight <= MAX_WEIGHT)) {
      throw new IllegalArgumentException(
          "weight must be in [0, 2^960]: weight=" + weight + " leaf=" + leaf);
    }
  }

  private void requireSet(int leaf, double weight) {
    requireWeight(leaf, weight);
    if (leaf < 0 || leaf >= leaves.capacity()) {
      throw new IllegalArgumentException("the leaf must have been set before: leaf=" + leaf);
    }
  }

  private void updateSums(int parent) {
    int node = parent;
    for (int level = 0; level < sums.length; level++) {
      sum(level, node);
      node >>= 4;
    }
  }

  /** Finds the sum of a node anew. */
  private void sum(int level, int node) {
    sums[level][node] =
        level == 0
            ? sum16(leaves.page(node << 4), (node << 4) & Leaves.MASK)
            : sum16(sums[level - 1], node << 4);
  }

  private static double sum16(double[] a, int i) {
    // Four chains of additions, as one would wait for each addition in turn.
    double s0 = a[i] + a[i + 4] + a[i + 8] + a[i + 12];
    double s1 = a[i + 1] + a[i + 5] + a[i + 9] + a[i + 13];
    double s2 = a[i + 2] + a[i + 6] + a[i + 10] + a[i + 14];
    double s3 = a[i + 3] + a[i + 7] + a[i + 11] + a[i + 15];
    return (s0 + s1) + (s2 + s3);
  }

  private void growLevels() {
    int nodes = leaves.capacity();
    int level = 0;
    do {
      nodes = (int) (((long) nodes + 15) >> 4);
      boolean added = level == sums.length;
      if (added) {
        sums = Arrays.copyOf(sums, level + 1);
        sums[level] = new double[0];
      }
      if (nodes > sums[level].length) {
        int had = sums[level].length;
        sums[level] = Arrays.copyOf(sums[level], (Math.max(nodes, had + had / 2) + 15) & ~15);
        smallest.grow(level, sums[level].length);
      }
      if (added && level > 0) {
        sum(level, 0);
        smallest.renew(level, 0);
      }
      level++;
    } while (nodes > 1);
  }
}
