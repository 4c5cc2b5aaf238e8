package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EpsilonScheduleTest {

  @Test
  void at_cartPole_linearThenFlat() {
    EpsilonSchedule schedule = EpsilonSchedule.cartPole();
    assertThat(schedule.at(0)).isEqualTo(1);
    assertThat(schedule.at(4_000)).isCloseTo(0.52, within(1e-12));
    assertThat(schedule.at(8_000)).isCloseTo(0.04, within(1e-12));
    assertThat(schedule.at(1_000_000_000_000L)).isCloseTo(0.04, within(1e-12));
  }

  @Test
  void new_badNumbers_refused() {
    assertThatThrownBy(() -> new EpsilonSchedule(Double.NaN, 0, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new EpsilonSchedule(1, -0.1, 1)).hasMessageContaining("end=-0.1");
    assertThatThrownBy(() -> new EpsilonSchedule(1, 0, 0)).hasMessageContaining("steps=0");
  }
}
