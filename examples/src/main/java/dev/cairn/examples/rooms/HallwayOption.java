package dev.cairn.examples.rooms;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the eight options of Sutton, Precup and Singh (1999): to go through a room to one of its
 * two hallways. It can start in the room and in its other hallway, and ends at the target or where
 * a slip leads out of the room. Its policy is not given here: the lower level learns it.
 *
 * @param number 0 to 7
 * @param room the room, 0 to 3
 * @param start the room's other hallway
 * @param target the hallway to reach
 */
public record HallwayOption(int number, int room, int start, int target) {

  /** All options, by number. */
  public static final List<HallwayOption> ALL = all();

  /** How many options can start in any one cell. */
  public static final int CHOICES = 2;

  private static List<HallwayOption> all() {
    List<HallwayOption> options = new ArrayList<>();
    for (int room = 0; room < RoomsMap.ROOMS; room++) {
      List<Integer> doors = new ArrayList<>();
      for (int hallway : RoomsMap.HALLWAYS) {
        if (touches(hallway, room)) {
          doors.add(hallway);
        }
      }
      options.add(new HallwayOption(options.size(), room, doors.get(1), doors.get(0)));
      options.add(new HallwayOption(options.size(), room, doors.get(0), doors.get(1)));
    }
    return List.copyOf(options);
  }

  private static boolean touches(int hallway, int room) {
    for (int action = 0; action < RoomsMap.ACTIONS; action++) {
      if (RoomsMap.room(RoomsMap.move(hallway, action)) == room) {
        return true;
      }
    }
    return false;
  }

  /** Whether it can start in a cell, which is also where it goes on. */
  public boolean covers(int cell) {
    return RoomsMap.room(cell) == room || cell == start;
  }

  /**
   * The option that an upper level's choice means in a cell.
   *
   * @param choice 0 for the first of those that can start there, 1 for the second
   */
  public static HallwayOption at(int cell, int choice) {
    int left = choice;
    for (HallwayOption option : ALL) {
      if (option.covers(cell) && left-- == 0) {
        return option;
      }
    }
    throw new IllegalArgumentException(
        "choice must be 0 to " + (CHOICES - 1) + ": choice=" + choice + " cell=" + cell);
  }
}
