package dev.cairn.replay.importance;

/**
 * What a scorer may read of an item that is being inserted. Valid only during the call it is handed
 * to. Not thread-safe.
 */
public interface ScoredItem {

  /** Steps of the item, at least 1. */
  int steps();

  /** The worker's abs(TD error) or priority, finite and non-negative; NaN when it gave none. */
  double value();

  /** Reward of one of its steps, finite; 0 when the table has no rewards. */
  double reward(int step);

  /**
   * One element of a column at one of its steps, as a double; bool as 0 or 1.
   *
   * @param column index of the column in the table's signature
   * @param step in [0, steps)
   * @param element index into the row in row-major order
   */
  double element(int column, int step, int element);

  /**
   * Sum of the rewards of the item's whole episode, its own steps and all others; of a piece of an
   * episode too long for the unit {@code episodes} that of its own steps, unless the episode's is
   * known. NaN while it is not known: it is where items wait for their episode ({@code hold:
   * episode}) and all of it came.
   */
  double episodeReturn();
}
