package dev.cairn.benchmarks;

/** A 16-ary sum tree of fixed size and nothing else, to compare with. */
final class PlainSumTree {

  private final double[][] levels;

  PlainSumTree(int leaves) {
    int depth = 1;
    for (long n = leaves; n > 1; n = (n + 15) / 16) {
      depth++;
    }
    levels = new double[depth][];
    int n = leaves;
    for (int level = 0; level < depth; level++) {
      levels[level] = new double[(n + 15) & ~15];
      n = (n + 15) / 16;
    }
  }

  void set(int leaf, double weight) {
    levels[0][leaf] = weight;
    int node = leaf;
    for (int level = 1; level < levels.length; level++) {
      double[] a = levels[level - 1];
      int i = node & ~15;
      node >>= 4;
      double s0 = a[i] + a[i + 4] + a[i + 8] + a[i + 12];
      double s1 = a[i + 1] + a[i + 5] + a[i + 9] + a[i + 13];
      double s2 = a[i + 2] + a[i + 6] + a[i + 10] + a[i + 14];
      double s3 = a[i + 3] + a[i + 7] + a[i + 11] + a[i + 15];
      levels[level][node] = (s0 + s1) + (s2 + s3);
    }
  }
}
