package dev.cairn.replay.tier;

import dev.cairn.replay.sampler.Sampler;

/** The items of a tier as a sampler sees them: those that can be drawn. Not thread-safe. */
final class Drawables implements Sampler.Items {

  private final Arrangement items;
  private final boolean flat;

  /**
   * @param flat every weight is 0 in the whole table: all items that are not excluded are drawable,
   *     but only alike
   */
  Drawables(Arrangement items, boolean flat) {
    this.items = items;
    this.flat = flat;
  }

  @Override
  public int count() {
    return flat ? items.included() : items.drawable();
  }

  @Override
  public int slot(int position) {
    return items.slot(position);
  }

  @Override
  public double weight(int position) {
    return items.weights.get(position);
  }

  @Override
  public long order(int position) {
    return items.order(position);
  }

  @Override
  public double sum() {
    return items.weights.sum();
  }

  @Override
  public double smallest() {
    return items.weights.minPositive();
  }

  @Override
  public int find(double mass) {
    return items.weights.find(mass);
  }

  @Override
  public void find(double[] masses, int n, int[] positions) {
    items.weights.find(masses, n, positions);
  }
}
