package dev.cairn.replay.sampler;

import java.util.random.RandomGenerator;

/** All drawable items alike, independent of each other: with replacement. */
public final class UniformSampler extends AlikeSampler {

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
}
