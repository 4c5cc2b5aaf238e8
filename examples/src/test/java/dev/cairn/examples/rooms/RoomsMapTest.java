package dev.cairn.examples.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoomsMapTest {

  @Test
  void map_cellsRoomsAndHallways_areThoseOfThePaper() {
    assertThat(RoomsMap.CELLS).isEqualTo(104);
    assertThat(RoomsMap.HALLWAYS)
        .containsExactly(
            RoomsMap.cell(3, 6), RoomsMap.cell(6, 2), RoomsMap.cell(7, 9), RoomsMap.cell(10, 6));
    int[] sizes = new int[RoomsMap.ROOMS];
    for (int cell = 0; cell < RoomsMap.CELLS; cell++) {
      assertThat(RoomsMap.cell(RoomsMap.row(cell), RoomsMap.column(cell))).isEqualTo(cell);
      if (!RoomsMap.HALLWAYS.contains(cell)) {
        sizes[RoomsMap.room(cell)]++;
      }
    }
    assertThat(sizes).containsExactly(25, 30, 25, 20);
  }

  @Test
  void map_borderIsWall_andTheDrawingIsGolden() {
    StringBuilder drawing = new StringBuilder();
    for (int row = 0; row < RoomsMap.SIZE; row++) {
      for (int column = 0; column < RoomsMap.SIZE; column++) {
        drawing.append(RoomsMap.isWall(row, column) ? '#' : ' ');
      }
      drawing.append('\n');
    }
    assertThat(drawing)
        .hasToString(
            """
            #############
            #     #     #
            #     #     #
            #           #
            #     #     #
            #     #     #
            ## ####     #
            #     ### ###
            #     #     #
            #     #     #
            #           #
            #     #     #
            #############
            """);
  }

  @Test
  void move_freeOrWall_goesOrStays() {
    int corner = RoomsMap.cell(1, 1);
    assertThat(List.of(0, 1, 2, 3))
        .extracting(action -> RoomsMap.move(corner, action))
        .containsExactly(corner, RoomsMap.cell(2, 1), corner, RoomsMap.cell(1, 2));
  }

  @Test
  void distances_knownCells_areShortestPaths() {
    int[] distances = RoomsMap.distances(FourRooms.GOAL);
    assertThat(distances[FourRooms.GOAL]).isZero();
    assertThat(distances[RoomsMap.cell(6, 9)]).isEqualTo(1);
    // Through the north hallway, and through the west and south ones.
    assertThat(distances[RoomsMap.cell(1, 1)]).isEqualTo(2 + 5 + 4 + 3);
    assertThat(distances[RoomsMap.cell(7, 1)]).isEqualTo(3 + 5 + 3 + 3);
  }

  @Test
  void cell_wallOrOutside_isRefused() {
    assertThatThrownBy(() -> RoomsMap.cell(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there must be a free cell: row=0 column=0");
    assertThatThrownBy(() -> RoomsMap.cell(13, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
