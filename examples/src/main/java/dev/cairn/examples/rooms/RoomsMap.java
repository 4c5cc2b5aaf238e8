package dev.cairn.examples.rooms;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The map of four rooms of Sutton, Precup and Singh (1999), figure 2: 104 free cells, numbered row
 * by row, four of which are hallways that join two rooms each. Immutable, all of it constant.
 */
public final class RoomsMap {

  // Each free cell has the number of its room; '+' is a hallway.
  private static final List<String> PLAN =
      List.of(
          "#############",
          "#00000#11111#",
          "#00000#11111#",
          "#00000+11111#",
          "#00000#11111#",
          "#00000#11111#",
          "##+####11111#",
          "#22222###+###",
          "#22222#33333#",
          "#22222#33333#",
          "#22222+33333#",
          "#22222#33333#",
          "#############");

  /** Height and width of the plan, walls included. */
  public static final int SIZE = PLAN.size();

  /** Primitive actions: 0 up, 1 down, 2 left, 3 right. */
  public static final int ACTIONS = 4;

  /** Number of rooms. */
  public static final int ROOMS = 4;

  /** What {@link #room} says of a hallway. */
  static final int HALLWAY = -1;

  private static final int[] ROW_STEP = {-1, 1, 0, 0};
  private static final int[] COLUMN_STEP = {0, 0, -1, 1};
  private static final int WALL = -1;

  private static final int[] CELL_AT = new int[SIZE * SIZE];
  private static final int[] PLACE_OF = number();

  /** Number of free cells. */
  public static final int CELLS = PLACE_OF.length;

  /** The hallways' cells: north, west, east, south. */
  public static final List<Integer> HALLWAYS = hallways();

  private RoomsMap() {}

  private static int[] number() {
    int[] places = new int[SIZE * SIZE];
    int cells = 0;
    for (int place = 0; place < CELL_AT.length; place++) {
      boolean free = PLAN.get(place / SIZE).charAt(place % SIZE) != '#';
      CELL_AT[place] = free ? cells : WALL;
      if (free) {
        places[cells++] = place;
      }
    }
    return Arrays.copyOf(places, cells);
  }

  private static List<Integer> hallways() {
    List<Integer> cells = new ArrayList<>();
    for (int cell = 0; cell < CELLS; cell++) {
      if (room(cell) == HALLWAY) {
        cells.add(cell);
      }
    }
    return List.copyOf(cells);
  }

  /** Row of a cell in the plan, 1 to 11. */
  public static int row(int cell) {
    return PLACE_OF[cell] / SIZE;
  }

  /** Column of a cell in the plan, 1 to 11. */
  public static int column(int cell) {
    return PLACE_OF[cell] % SIZE;
  }

  /**
   * The free cell at a place.
   *
   * @throws IllegalArgumentException if a wall is there, or nothing
   */
  public static int cell(int row, int column) {
    boolean inside = row >= 0 && row < SIZE && column >= 0 && column < SIZE;
    int cell = inside ? CELL_AT[row * SIZE + column] : WALL;
    if (cell == WALL) {
      throw new IllegalArgumentException(
          "there must be a free cell: row=" + row + " column=" + column);
    }
    return cell;
  }

  /** Whether a wall is at a place of the plan. */
  public static boolean isWall(int row, int column) {
    return CELL_AT[row * SIZE + column] == WALL;
  }

  /** Where a move leads: the cell itself where a wall is in the way. */
  public static int move(int cell, int action) {
    int next = CELL_AT[PLACE_OF[cell] + ROW_STEP[action] * SIZE + COLUMN_STEP[action]];
    return next == WALL ? cell : next;
  }

  /** Room of a cell, 0 to 3 (north-west, north-east, south-west, south-east); -1 in a hallway. */
  static int room(int cell) {
    char mark = PLAN.get(row(cell)).charAt(column(cell));
    return mark == '+' ? HALLWAY : mark - '0';
  }

  /** Least number of moves from each cell to a goal, [{@link #CELLS}]. */
  public static int[] distances(int goal) {
    int[] distances = new int[CELLS];
    Arrays.fill(distances, Integer.MAX_VALUE);
    distances[goal] = 0;
    ArrayDeque<Integer> reached = new ArrayDeque<>(List.of(goal));
    while (!reached.isEmpty()) {
      int cell = reached.remove();
      for (int action = 0; action < ACTIONS; action++) {
        int next = move(cell, action);
        if (distances[next] == Integer.MAX_VALUE) {
          distances[next] = distances[cell] + 1;
          reached.add(next);
        }
      }
    }
    return distances;
  }
}
