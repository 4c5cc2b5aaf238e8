package dev.cairn.examples.rooms;

import dev.cairn.examples.Environment;
import dev.cairn.examples.Step;
import java.util.SplittableRandom;

/**
 * The four rooms of Sutton, Precup and Singh (1999), section 3, with the goal in the east hallway:
 * a move goes where it is meant to with probability 2/3 and in each other direction with 1/9; into
 * a wall it stays. Reward 1 at the goal, which ends the episode, else 0; truncated after {@value
 * #MAX_STEPS} steps. An episode starts in any cell but the goal, each alike.
 *
 * <p>Observation: which of the 104 cells it is in, one-hot, and behind it which of the four rooms
 * (none in a hallway). Actions: {@link RoomsMap#move}. Not thread-safe.
 */
public final class FourRooms implements Environment {

  /** Steps after which an episode is truncated. */
  public static final int MAX_STEPS = 200;

  /** Length of an observation. */
  public static final int OBSERVATION_SIZE = RoomsMap.CELLS + RoomsMap.ROOMS;

  /** The goal's cell: the east hallway. */
  public static final int GOAL = RoomsMap.cell(7, 9);

  private static final double SLIP = 1.0 / 3;

  private final double slip;
  private SplittableRandom random = new SplittableRandom(0);
  private int cell = GOAL;
  private int steps;
  private boolean running;

  /** Four rooms as in the paper. */
  public FourRooms() {
    this(SLIP);
  }

  private FourRooms(double slip) {
    this.slip = slip;
  }

  /** Four rooms where every move goes where it is meant to: so the lengths of paths compare. */
  public static FourRooms withoutSlip() {
    return new FourRooms(0);
  }

  @Override
  public int observationSize() {
    return OBSERVATION_SIZE;
  }

  @Override
  public int actions() {
    return RoomsMap.ACTIONS;
  }

  @Override
  public float[] reset(long seed) {
    random = new SplittableRandom(seed);
    int start = random.nextInt(RoomsMap.CELLS - 1);
    return begin(start < GOAL ? start : start + 1);
  }

  /**
   * Starts an episode in a given cell; slips go on as they were.
   *
   * @throws IllegalArgumentException if it is the goal, or no cell
   */
  public float[] begin(int start) {
    if (start < 0 || start >= RoomsMap.CELLS || start == GOAL) {
      throw new IllegalArgumentException(
          "an episode must start in a cell, 0 to "
              + (RoomsMap.CELLS - 1)
              + ", and not at the goal, "
              + GOAL
              + ": start="
              + start);
    }
    cell = start;
    steps = 0;
    running = true;
    return observation(cell);
  }

  @Override
  public Step step(int action) {
    if (action < 0 || action >= RoomsMap.ACTIONS) {
      throw new IllegalArgumentException("action must be 0 to 3: action=" + action);
    }
    if (!running) {
      throw new IllegalStateException("no episode is going on: call reset first");
    }
    cell = RoomsMap.move(cell, slipped(action));
    steps++;
    boolean terminated = cell == GOAL;
    boolean truncated = !terminated && steps >= MAX_STEPS;
    running = !terminated && !truncated;
    return new Step(observation(cell), terminated ? 1 : 0, terminated, truncated);
  }

  private int slipped(int action) {
    if (random.nextDouble() >= slip) {
      return action;
    }
    return (action + 1 + random.nextInt(RoomsMap.ACTIONS - 1)) % RoomsMap.ACTIONS;
  }

  /** The observation of being in a cell. */
  public static float[] observation(int cell) {
    float[] observation = new float[OBSERVATION_SIZE];
    observation[cell] = 1;
    int room = RoomsMap.room(cell);
    if (room != RoomsMap.HALLWAY) {
      observation[RoomsMap.CELLS + room] = 1;
    }
    return observation;
  }

  /** The cell of an observation. */
  public static int cell(float[] observation) {
    int cell = 0;
    while (observation[cell] == 0) {
      cell++;
    }
    return cell;
  }
}
