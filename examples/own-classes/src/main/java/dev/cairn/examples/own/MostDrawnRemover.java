package dev.cairn.examples.own;

import dev.cairn.replay.remover.Remover;
import java.util.random.RandomGenerator;

/**
 * Lets the item go that the learner has seen most often: of 16 drawn at random, as looking at all
 * of them would cost too much; of equal ones the oldest.
 */
public final class MostDrawnRemover implements Remover {

  private static final int LOOKS = 16;

  @Override
  public int victim(Tier tier, int newcomer, RandomGenerator random) {
    int victim = tier.slot(random.nextInt(tier.size()));
    for (int look = 1; look < LOOKS; look++) {
      int other = tier.slot(random.nextInt(tier.size()));
      int more = Integer.compare(tier.sampled(other), tier.sampled(victim));
      if (more > 0 || (more == 0 && tier.order(other) < tier.order(victim))) {
        victim = other;
      }
    }
    return victim;
  }
}
