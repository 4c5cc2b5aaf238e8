package dev.cairn.replay.remover;

import java.util.random.RandomGenerator;

/** The item that was inserted into the table first goes, the newcomer among them. O(1). */
public class FifoRemover implements Remover {

  @Override
  public final int victim(Tier tier, int newcomer, RandomGenerator random) {
    int oldest = tier.oldest();
    return newcomer != NONE && tier.order(newcomer) < tier.order(oldest) ? newcomer : oldest;
  }
}
