package dev.cairn.jobs.rooms;

import dev.cairn.examples.dqn.DqnOptions;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import java.util.List;

/**
 * What both agents have in common, so that they compare.
 *
 * @param envSteps environment steps of each agent, >= 1
 * @param players environments of each agent, >= 1
 * @param gamma discount of the task, in (0, 1): the one with which the service sums an option's
 *     rewards
 * @param workerGamma discount of the way to a subgoal, in (0, 1)
 */
record RoomsSettings(long envSteps, int players, double gamma, double workerGamma) {

  private static final int PLAYERS = 2;
  private static final double WORKER_GAMMA = 0.9;

  static RoomsSettings of(CairnConfig config, long envSteps) {
    for (TableSpec table : config.tables()) {
      if (table.name().equals(TwoLevelAgent.MANAGER)
          && table.storage() instanceof StorageUnit.Options options) {
        return new RoomsSettings(envSteps, PLAYERS, options.gamma(), WORKER_GAMMA);
      }
    }
    throw new IllegalStateException("the table manager must have the storage unit options");
  }

  /**
   * The learner of any level. Inputs are one-hot, so most gradients are 0 most of the time: Adam's
   * epsilon is large lest a weight that is rarely active leaps.
   */
  DqnOptions dqn(double discount) {
    return new DqnOptions(List.of(64), discount, 5e-4, 1e-4, 1, 128);
  }

  /** From 1 to 0.2 over half of the steps. */
  EpsilonSchedule epsilon() {
    return new EpsilonSchedule(1, 0.2, Math.max(1, envSteps / 2));
  }
}
