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

  /** Whether these steps are a whole episode, so that its return is known. */
  boolean isEpisode();
}
