package dev.cairn.jobs.statistics;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tree.SumTree;

/** The sum at the root does not drift from the sum of the leaves. */
final class TreeSum implements Check {

  private static final int LEAVES = 1_000_000;
  private static final int UPDATES = 100_000_000;

  @Override
  public String title() {
    return "Sum tree, 10^6 leaves, weights over twelve powers of ten, 10^8 updates";
  }

  @Override
  public void run(Figures figures) {
    SplitMix64 random = new SplitMix64(61);
    double[] weights = new double[4_096];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 16 == 0 ? 0 : Math.pow(10, 12 * random.nextDouble() - 6);
    }
    SumTree tree = new SumTree();
    for (int i = 0; i < UPDATES; i++) {
      tree.set(random.nextInt(LEAVES), weights[random.nextInt(weights.length)]);
    }
    // Kahan's summation: the judge must not round more than the judged.
    double sum = 0;
    double lost = 0;
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      double term = tree.get(leaf) - lost;
      double next = sum + term;
      lost = (next - sum) - term;
      sum = next;
    }
    figures.atMost("|root - sum of leaves| / sum", Math.abs(tree.sum() - sum) / sum, 1e-9);
  }
}
