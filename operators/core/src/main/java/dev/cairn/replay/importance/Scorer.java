package dev.cairn.replay.importance;

/**
 * Gives an item a raw score, from which a {@link Normaliser} makes importance. NaN stands for "no
 * score" and is never handed to a normaliser. Implementations are stateless.
 */
public interface Scorer {

  /**
   * The score of a new item.
   *
   * @param reward reward of the item, finite; summed over its steps
   * @param value the worker's abs(TD error) or priority, finite and non-negative; NaN when it gave
   *     none
   * @return finite, or NaN while the item cannot be scored: it starts in tier 0
   */
  double atInsert(double reward, double value);

  /**
   * The score after feedback was applied.
   *
   * @param value abs(TD error) or priority, finite and non-negative
   * @return finite, or NaN when feedback does not change the score
   */
  double atFeedback(double value);
}
