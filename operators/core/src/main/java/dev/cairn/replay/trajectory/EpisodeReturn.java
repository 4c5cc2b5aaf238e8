package dev.cairn.replay.trajectory;

import dev.cairn.replay.AssemblySpec.Hold;
import dev.cairn.replay.RewardColumn;
import dev.cairn.replay.TableSpec;

/**
 * Sums the rewards of an episode whose steps wait for its end, step by step from the first, so that
 * the sum does not depend on how it was cut into chunks. NaN where it is not known. Immutable.
 */
final class EpisodeReturn {

  private final boolean known;
  private final RewardColumn rewards;

  EpisodeReturn(TableSpec table) {
    known = table.assembly().hold() == Hold.EPISODE;
    rewards = new RewardColumn(table.signature());
  }

  /** Sum before a step: of a stretch that starts there. */
  double before(long firstStep) {
    return firstStep == 0 ? 0 : Double.NaN;
  }

  /** Sum before the step {@code to}, from that before {@code from}; both steps wait. */
  double until(double earned, Window window, long from, long to) {
    if (!known || Double.isNaN(earned)) {
      return Double.NaN;
    }
    double sum = earned;
    for (long step = from; step < to; step++) {
      HeldChunk chunk = window.at(step);
      sum += rewards.at(chunk.payload(), chunk.steps(), (int) (step - chunk.firstStep()));
    }
    return sum;
  }
}
