package dev.cairn.replay.sampler;

import java.util.random.RandomGenerator;

/** All drawable items alike, independent of each other: with replacement. */
public final class UniformSampler implements Sampler {

  @Override
  public void draw(
      Items items,
      int n,
      double uniformMix,
      RandomGenerator random,
      int[] slots,
      double[] chances,
      int from) {
    int count = items.count();
    for (int i = from; i < from + n; i++) {
      slots[i] = items.slot(random.nextInt(count));
      chances[i] = 1.0 / count;
    }
  }

  @Override
  public double weight(Items items) {
    return items.count();
  }

  @Override
  public double mass(Items items, int position) {
    return 1;
  }

  @Override
  public double minWeight(Items items) {
    return Math.min(1, items.count());
  }
}
