package dev.cairn.replay.sampler;

import java.util.random.RandomGenerator;

/**
 * Chance in proportion to weight, with replacement (Schaul et al. 2016, eq. 1). A draw takes
 * O(log16 n) time.
 */
public final class ProportionalSampler implements Sampler {

  private final boolean stratified;

  /**
   * @param stratified one draw in each of n equal parts of the mass, else independent draws
   */
  public ProportionalSampler(boolean stratified) {
    this.stratified = stratified;
  }

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
    double sum = items.sum();
    double floor = uniformMix / count;
    double proportional = 1 - uniformMix;
    for (int i = 0; i < n; i++) {
      double place = Strata.place(stratified, i, n, random);
      int position =
          place < proportional
              ? items.find(place / proportional * sum)
              : Strata.uniform(place, proportional, count);
      slots[from + i] = items.slot(position);
      chances[from + i] = proportional * (items.weight(position) / sum) + floor;
    }
  }
}
