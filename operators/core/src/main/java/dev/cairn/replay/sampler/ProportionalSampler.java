package dev.cairn.replay.sampler;

import java.util.random.RandomGenerator;

/**
 * Chance in proportion to weight, with replacement (Schaul et al. 2016, eq. 1). A draw takes
 * O(log16 n) time. Searches are made side by side, so that they do not wait for memory in turn. Not
 * thread-safe.
 */
public final class ProportionalSampler implements Sampler {

  private static final int SEARCHED = -1;

  private final boolean stratified;

  // Of one draw: what is looked for, what was found, and where each item is: a position or
  // SEARCHED.
  private double[] masses = {};
  private int[] found = {};
  private int[] drawn = {};

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
    if (masses.length < n) {
      masses = new double[n];
      drawn = new int[n];
      found = new int[n];
    }
    int searches = 0;
    for (int i = 0; i < n; i++) {
      double place = Strata.place(stratified, i, n, random);
      if (place < proportional) {
        masses[searches++] = place / proportional * sum;
        drawn[i] = SEARCHED;
      } else {
        drawn[i] = Strata.uniform(place, proportional, count);
      }
    }
    items.find(masses, searches, found);
    for (int i = 0, search = 0; i < n; i++) {
      int position = drawn[i] == SEARCHED ? found[search++] : drawn[i];
      slots[from + i] = items.slot(position);
      chances[from + i] = proportional * (items.weight(position) / sum) + floor;
    }
  }
}
