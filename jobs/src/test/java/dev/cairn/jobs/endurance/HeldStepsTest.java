package dev.cairn.jobs.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldStepsTest {

  @Test
  void set_anyOrderAndParts_isThatOfTheFirst() {
    HeldSteps.Set one = HeldSteps.Set.NONE.plus(2).plus(0);
    HeldSteps.Set other = HeldSteps.Set.NONE.plus(1);

    assertThat(one.plus(other)).isEqualTo(HeldSteps.Set.first(3));
  }

  @Test
  void set_oneTwiceAndOneMissing_isAnother() {
    HeldSteps.Set set = HeldSteps.Set.NONE.plus(0).plus(1).plus(1);

    assertThat(set.count()).isEqualTo(3);
    assertThat(set).isNotEqualTo(HeldSteps.Set.first(3));
  }

  @Test
  void set_oneOfAnother_isAnother() {
    assertThat(HeldSteps.Set.NONE.plus(0).plus(1).plus(3)).isNotEqualTo(HeldSteps.Set.first(3));
  }

  @Test
  void number_streamAndIndex_comeBack() {
    long number = NumberedSteps.number(1_000, 123_456_789L);

    assertThat(NumberedSteps.stream(number)).isEqualTo(1_000);
    assertThat(NumberedSteps.index(number)).isEqualTo(123_456_789L);
  }
}
