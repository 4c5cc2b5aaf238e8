package dev.cairn.replay.sampler;

/** Samplers for which every drawable item counts alike, whatever its weight: as 1. */
abstract class AlikeSampler implements Sampler {

  @Override
  public final double weight(Items items) {
    return items.count();
  }

  @Override
  public final double mass(Items items, int position) {
    return 1;
  }

  @Override
  public final double minWeight(Items items) {
    return Math.min(1, items.count());
  }
}
