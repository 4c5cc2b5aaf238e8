package dev.cairn.replay.remover;

import java.util.random.RandomGenerator;

/**
 * Keeps a uniform sample of all items that were ever inserted (algorithm R, Vitter 1985): of the
 * k-th one the chance to get in is size / k, and a random one goes for it. Where items had to go
 * for bytes the sample stays uniform and does not grow again. O(1). For tables of one tier whose
 * overflow evicts.
 */
public final class ReservoirRemover implements Remover {

  @Override
  public boolean isFull(Tier tier, int capacity, int newcomer) {
    // Something has gone already: what is held is a sample of what was inserted, no longer all.
    boolean sample = tier.size() < tier.order(newcomer);
    return tier.size() >= capacity || (sample && tier.size() > 0);
  }

  @Override
  public int victim(Tier tier, int newcomer, RandomGenerator random) {
    if (newcomer == NONE) {
      return tier.slot(random.nextInt(tier.size()));
    }
    long place = random.nextLong(tier.order(newcomer) + 1);
    return place < tier.size() ? tier.slot((int) place) : newcomer;
  }
}
