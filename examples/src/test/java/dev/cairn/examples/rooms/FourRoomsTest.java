package dev.cairn.examples.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.examples.Step;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FourRoomsTest {

  @Test
  void step_manyTimes_goesWhereItIsMeantToTwoTimesInThree() {
    FourRooms rooms = new FourRooms();
    int[] counts = new int[RoomsMap.CELLS];
    rooms.reset(1);
    int start = RoomsMap.cell(3, 3);
    int draws = 90_000;
    for (int i = 0; i < draws; i++) {
      rooms.begin(start);
      counts[FourRooms.cell(rooms.step(0).observation())]++;
    }
    double third = draws / 9.0;
    // Chi-square with 3 degrees of freedom: 16.3 is the 99.9 % quantile.
    double chi = 0;
    for (int action = 0; action < RoomsMap.ACTIONS; action++) {
      double expected = action == 0 ? 6 * third : third;
      double difference = counts[RoomsMap.move(start, action)] - expected;
      chi += difference * difference / expected;
    }
    assertThat(chi).isLessThan(16.3);
  }

  @Test
  void step_withoutSlip_followsAKnownPath() {
    FourRooms rooms = FourRooms.withoutSlip();
    rooms.begin(RoomsMap.cell(5, 8));
    int[] actions = {1, 3, 1, 1};
    int[] rows = {6, 6, 7};
    int[] columns = {8, 9, 9};
    for (int t = 0; t < 3; t++) {
      Step step = rooms.step(actions[t]);
      assertThat(FourRooms.cell(step.observation())).isEqualTo(RoomsMap.cell(rows[t], columns[t]));
      boolean last = t == 2;
      assertThat(step.reward()).isEqualTo(last ? 1 : 0);
      assertThat(step.terminated()).isEqualTo(last);
      assertThat(step.truncated()).isFalse();
    }
    assertThatThrownBy(() -> rooms.step(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call reset first");
  }

  @Test
  void step_neverAtTheGoal_isTruncatedAtTheLimit() {
    FourRooms rooms = FourRooms.withoutSlip();
    rooms.begin(RoomsMap.cell(1, 1));
    for (int t = 1; t < FourRooms.MAX_STEPS; t++) {
      assertThat(rooms.step(0).ended()).isFalse();
    }
    Step last = rooms.step(0);
    assertThat(last.truncated()).isTrue();
    assertThat(last.terminated()).isFalse();
    assertThat(last.reward()).isZero();
  }

  @Test
  void reset_seeds_startEverywhereButAtTheGoal() {
    FourRooms rooms = new FourRooms();
    Set<Integer> starts = new HashSet<>();
    for (long seed = 0; seed < 3_000; seed++) {
      starts.add(FourRooms.cell(rooms.reset(seed)));
    }
    assertThat(starts).hasSize(RoomsMap.CELLS - 1).doesNotContain(FourRooms.GOAL);
    assertThat(rooms.reset(7)).isEqualTo(rooms.reset(7));
  }

  @Test
  void observation_cell_isOneHotWithItsRoom() {
    float[] inRoom = FourRooms.observation(RoomsMap.cell(8, 8));
    assertThat(inRoom).hasSize(108);
    assertThat(inRoom[RoomsMap.cell(8, 8)]).isEqualTo(1);
    assertThat(inRoom[RoomsMap.CELLS + 3]).isEqualTo(1);
    assertThat(sum(inRoom)).isCloseTo(2, within(1e-9));
    assertThat(sum(FourRooms.observation(FourRooms.GOAL))).isCloseTo(1, within(1e-9));
  }

  @Test
  void wrongArguments_areRefused() {
    FourRooms rooms = new FourRooms();
    assertThatThrownBy(() -> rooms.begin(FourRooms.GOAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not at the goal");
    rooms.reset(1);
    assertThatThrownBy(() -> rooms.step(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("action must be 0 to 3: action=4");
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
