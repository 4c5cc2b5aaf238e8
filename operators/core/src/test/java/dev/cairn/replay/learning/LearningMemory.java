package dev.cairn.replay.learning;

/** What the experiments need of a replay memory. Items are numbered 0, 1, 2, ... as inserted. */
public interface LearningMemory {

  /**
   * Inserts an item without an initial TD error.
   *
   * @param reward its reward
   */
  void insert(double reward);

  /** Draws a batch. */
  Batch draw(int n);

  /** Gives back the TD errors of a batch that was drawn, of either sign, [n]. */
  void update(Batch batch, double[] tdErrors);

  /**
   * Items drawn.
   *
   * @param items number of each item, [n]
   * @param probabilities P(i) of each, [n]
   * @param drawable N
   * @param minProbability P_min
   * @param answer for the memory itself: which batch this is
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Batch(
      int[] items, double[] probabilities, long drawable, double minProbability, Object answer) {}
}
