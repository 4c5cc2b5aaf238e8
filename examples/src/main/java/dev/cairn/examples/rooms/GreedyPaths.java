package dev.cairn.examples.rooms;

import dev.cairn.examples.Step;
import dev.cairn.examples.dqn.Mlp;
import org.jspecify.annotations.Nullable;

/**
 * How well a frozen agent finds the goal: one greedy episode from every start cell, without slips,
 * so that the length of a path compares with the shortest one.
 *
 * @param success fraction of the start cells from which the goal was reached, in [0, 1]
 * @param meanRatio mean over those of steps / least number of steps, >= 1; NaN if there are none
 * @param worstRatio largest of them; NaN if there are none
 */
public record GreedyPaths(double success, double meanRatio, double worstRatio) {

  private static final int[] SHORTEST = RoomsMap.distances(FourRooms.GOAL);

  /** Acts in one episode at a time. */
  private interface Agent {
    void begin();

    int act(float[] observation);
  }

  /** Of an agent of two levels. */
  public static GreedyPaths of(Mlp worker, Mlp manager) {
    return walk(
        new Agent() {
          private @Nullable HallwayOption option;

          @Override
          public void begin() {
            option = null;
          }

          @Override
          public int act(float[] observation) {
            int cell = FourRooms.cell(observation);
            HallwayOption acting = option;
            if (acting == null || !acting.covers(cell)) {
              acting = HallwayOption.at(cell, manager.greedyAction(observation));
              option = acting;
            }
            return worker.greedyAction(TwoLevels.input(observation, acting.number()));
          }
        });
  }

  /** Of an agent whose network chooses among the primitive actions. */
  public static GreedyPaths of(Mlp flat) {
    return walk(
        new Agent() {
          @Override
          public void begin() {}

          @Override
          public int act(float[] observation) {
            return flat.greedyAction(observation);
          }
        });
  }

  private static GreedyPaths walk(Agent agent) {
    FourRooms rooms = FourRooms.withoutSlip();
    int reached = 0;
    double sum = 0;
    double worst = Double.NaN;
    for (int start = 0; start < RoomsMap.CELLS; start++) {
      if (start == FourRooms.GOAL) {
        continue;
      }
      agent.begin();
      float[] observation = rooms.begin(start);
      int length = 0;
      Step step;
      do {
        step = rooms.step(agent.act(observation));
        observation = step.observation();
        length++;
      } while (!step.ended());
      if (step.terminated()) {
        double ratio = (double) length / SHORTEST[start];
        reached++;
        sum += ratio;
        worst = reached == 1 ? ratio : Math.max(worst, ratio);
      }
    }
    return new GreedyPaths((double) reached / (RoomsMap.CELLS - 1), sum / reached, worst);
  }
}
