package dev.cairn.examples.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HallwayOptionTest {

  @Test
  void all_eightOptions_twoForEachRoom() {
    assertThat(HallwayOption.ALL).hasSize(8);
    for (HallwayOption option : HallwayOption.ALL) {
      assertThat(HallwayOption.ALL.get(option.number())).isSameAs(option);
      assertThat(RoomsMap.HALLWAYS).contains(option.start(), option.target());
      assertThat(option.covers(option.start())).isTrue();
      assertThat(option.covers(option.target())).isFalse();
    }
  }

  @Test
  void at_everyCell_hasTwoOptionsThatCoverIt() {
    for (int cell = 0; cell < RoomsMap.CELLS; cell++) {
      HallwayOption first = HallwayOption.at(cell, 0);
      HallwayOption second = HallwayOption.at(cell, 1);
      assertThat(first.covers(cell)).isTrue();
      assertThat(second.covers(cell)).isTrue();
      assertThat(first.target()).isNotEqualTo(second.target());
    }
  }

  @Test
  void at_hallway_leadsIntoEachOfItsRooms() {
    int north = RoomsMap.cell(3, 6);
    assertThat(Set.of(HallwayOption.at(north, 0).room(), HallwayOption.at(north, 1).room()))
        .containsExactlyInAnyOrder(0, 1);
    assertThat(HallwayOption.at(north, 0).target()).isEqualTo(RoomsMap.cell(6, 2));
    assertThat(HallwayOption.at(north, 1).target()).isEqualTo(RoomsMap.cell(7, 9));
  }

  @Test
  void at_thirdChoice_isRefused() {
    assertThatThrownBy(() -> HallwayOption.at(0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("choice must be 0 to 1: choice=2 cell=0");
  }
}
