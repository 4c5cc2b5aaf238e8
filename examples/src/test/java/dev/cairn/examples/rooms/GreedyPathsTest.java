package dev.cairn.examples.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.examples.dqn.Mlp;
import dev.cairn.schema.Column;
import dev.cairn.schema.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class GreedyPathsTest {

  @Test
  void of_shortestPolicy_reachesFromEverywhereWithoutDetour() {
    GreedyPaths paths = GreedyPaths.of(towards(FourRooms.GOAL));
    assertThat(paths.success()).isEqualTo(1);
    assertThat(paths.meanRatio()).isEqualTo(1);
    assertThat(paths.worstRatio()).isEqualTo(1);
  }

  @Test
  void of_alwaysDown_reachesFromAboveTheGoalAlone() {
    GreedyPaths paths = GreedyPaths.of(flat((action, input) -> action == 1 ? 1 : 0));
    assertThat(paths.success()).isCloseTo(6 / 103.0, within(1e-12));
    assertThat(paths.meanRatio()).isEqualTo(1);
  }

  @Test
  void of_alwaysLeft_neverReaches_andHasNoRatio() {
    GreedyPaths paths = GreedyPaths.of(flat((action, input) -> action == 2 ? 1 : 0));
    assertThat(paths.success()).isZero();
    assertThat(paths.meanRatio()).isNaN();
  }

  @Test
  void of_twoLevels_bestOptionsAndWaysToThem_areShortestPaths() {
    int[] distances = RoomsMap.distances(FourRooms.GOAL);
    Mlp best =
        Mlp.fromColumns(
            layer(
                0,
                (choice, cell) -> {
                  if (cell >= RoomsMap.CELLS || cell == FourRooms.GOAL) {
                    return 0;
                  }
                  int target = HallwayOption.at(cell, choice).target();
                  return -RoomsMap.distances(target)[cell] - distances[target];
                },
                0,
                FourRooms.OBSERVATION_SIZE,
                HallwayOption.CHOICES));
    GreedyPaths paths = GreedyPaths.of(toTheTarget(), best);
    assertThat(paths.success()).isEqualTo(1);
    assertThat(paths.worstRatio()).isEqualTo(1);

    Mlp other =
        Mlp.fromColumns(
            layer(
                0,
                (choice, cell) -> choice == 0 ? 1 : 0,
                0,
                FourRooms.OBSERVATION_SIZE,
                HallwayOption.CHOICES));
    // Always the first option: round and round between the same hallways.
    assertThat(GreedyPaths.of(toTheTarget(), other).success()).isLessThan(0.5);
  }

  /** The shortest way to the target of the option that acts: a hidden unit for cell and option. */
  private static Mlp toTheTarget() {
    int options = HallwayOption.ALL.size();
    int pairs = RoomsMap.CELLS * options;
    List<Column> columns = new ArrayList<>();
    columns.addAll(
        layer(
            0,
            (pair, input) ->
                input == pair / options || input == FourRooms.OBSERVATION_SIZE + pair % options
                    ? 1
                    : 0,
            -1,
            TwoLevels.WORKER_INPUTS,
            pairs));
    int[][] distances = new int[options][];
    for (HallwayOption option : HallwayOption.ALL) {
      distances[option.number()] = RoomsMap.distances(option.target());
    }
    columns.addAll(
        layer(
            1,
            (action, pair) -> -distances[pair % options][RoomsMap.move(pair / options, action)],
            0,
            pairs,
            RoomsMap.ACTIONS));
    return Mlp.fromColumns(columns);
  }

  private static Mlp towards(int goal) {
    int[] distances = RoomsMap.distances(goal);
    return flat(
        (action, cell) -> cell < RoomsMap.CELLS ? -distances[RoomsMap.move(cell, action)] : 0);
  }

  private static Mlp flat(IntBinaryOperator weight) {
    return Mlp.fromColumns(layer(0, weight, 0, FourRooms.OBSERVATION_SIZE, RoomsMap.ACTIONS));
  }

  private static List<Column> layer(
      int number, IntBinaryOperator weight, float bias, int inputs, int outputs) {
    float[] weights = new float[inputs * outputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        weights[o * inputs + i] = weight.applyAsInt(o, i);
      }
    }
    float[] biases = new float[outputs];
    Arrays.fill(biases, bias);
    return List.of(
        Tensors.column("layers." + number + ".weight", Tensors.of(weights, outputs, inputs)),
        Tensors.column("layers." + number + ".bias", Tensors.of(biases, outputs)));
  }
}
