package dev.cairn.examples.maze;

import dev.cairn.examples.Environment;
import dev.cairn.examples.Step;
import java.util.SplittableRandom;

/**
 * One way that winds through parallel corridors, each joined to the next by a door at its end. The
 * only reward is 1 at the very end, which is terminal; after {@code limit} steps an episode is
 * truncated. Where an action leads into a wall, nothing moves. With chance {@code slip} another
 * action is taken than the one asked for, any of the four.
 *
 * <pre>
 *   S . . . . .
 *   # # # # # .
 *   . . . . . .
 *   . # # # # #
 *   . . . . . G
 * </pre>
 *
 * <p>Actions: 0 up, 1 right, 2 down, 3 left. An observation is the cell, one float each, 1 where
 * the agent is. Not thread-safe.
 */
public final class Maze implements Environment {

  private static final int UP = 0;
  private static final int RIGHT = 1;
  private static final int DOWN = 2;
  private static final int LEFT = 3;

  private final int rows;
  private final int columns;
  private final int limit;
  private final double slip;
  private SplittableRandom random = new SplittableRandom(0);
  private int row;
  private int column;
  private int steps;
  private boolean running;

  /**
   * @param corridors at least 1
   * @param length cells of a corridor, at least 2
   * @param limit steps of the longest episode, at least 1
   * @param slip in [0, 1)
   */
  public Maze(int corridors, int length, int limit, double slip) {
    if (corridors < 1 || length < 2 || limit < 1 || !(slip >= 0 && slip < 1)) {
      throw new IllegalArgumentException(
          "a maze must have corridors >= 1, length >= 2, limit >= 1 and slip in [0, 1): corridors="
              + corridors
              + " length="
              + length
              + " limit="
              + limit
              + " slip="
              + slip);
    }
    rows = 2 * corridors - 1;
    columns = length;
    this.limit = limit;
    this.slip = slip;
  }

  @Override
  public int observationSize() {
    return rows * columns;
  }

  @Override
  public int actions() {
    return 4;
  }

  @Override
  public float[] reset(long seed) {
    random = new SplittableRandom(seed);
    row = 0;
    column = 0;
    steps = 0;
    running = true;
    return observation();
  }

  @Override
  public Step step(int action) {
    if (action < 0 || action >= actions()) {
      throw new IllegalArgumentException("action must be in [0, 4): action=" + action);
    }
    if (!running) {
      throw new IllegalStateException("no episode is going on: call reset first");
    }
    move(random.nextDouble() < slip ? random.nextInt(actions()) : action);
    steps++;
    boolean terminated = row == rows - 1 && column == end(row);
    boolean truncated = !terminated && steps >= limit;
    running = !terminated && !truncated;
    return new Step(observation(), terminated ? 1 : 0, terminated, truncated);
  }

  /** Steps of the longest episode. */
  public int limit() {
    return limit;
  }

  /** The action that leads on, from where the agent is. */
  public int wayOn() {
    boolean door = row % 2 == 1;
    if (door || column == end(row)) {
      return DOWN;
    }
    return end(row) == 0 ? LEFT : RIGHT;
  }

  private void move(int action) {
    int toRow = row + (action == DOWN ? 1 : action == UP ? -1 : 0);
    int toColumn = column + (action == RIGHT ? 1 : action == LEFT ? -1 : 0);
    boolean inside = toRow >= 0 && toRow < rows && toColumn >= 0 && toColumn < columns;
    if (inside && (toRow % 2 == 0 || toColumn == end(toRow - 1))) {
      row = toRow;
      column = toColumn;
    }
  }

  /** Column at which a corridor ends. */
  private int end(int corridor) {
    return corridor % 4 == 0 ? columns - 1 : 0;
  }

  private float[] observation() {
    float[] observation = new float[rows * columns];
    observation[row * columns + column] = 1;
    return observation;
  }
}
