package dev.cairn.replay.sampler;

import java.util.random.RandomGenerator;

/**
 * Draws items from one tier of one shard. Each tier has an instance of its own.
 *
 * <p>A class of a user's own is named in the configuration ({@code sampler.kind: custom}, {@code
 * sampler.class}) and needs a public constructor without parameters. What it must keep to is tested
 * by {@code SamplerContract} of this project's test fixtures:
 *
 * <ul>
 *   <li>It draws drawable items only, and exactly as many as asked for.
 *   <li>Over many draws an item is among those drawn as often as the stated chances say. Weights
 *       and estimates are right by that alone, whatever the chances are.
 *   <li>Its only randomness is the generator handed in, and it reads no clock: the same calls give
 *       the same items. It keeps nothing that cannot be made anew from {@link #added}: after a
 *       restart it is told of every item again.
 * </ul>
 *
 * <p>Not thread-safe; called by one thread at a time.
 */
public interface Sampler {

  /**
   * The drawable items of the tier: their weight is positive and they are not excluded. They have
   * positions 0, 1, ..., count - 1 in no special order, which change with every change of the tier.
   */
  interface Items {

    /** Number of them, at least 1 during a draw. */
    int count();

    /** What an item is known by as long as it lives. */
    int slot(int position);

    /**
     * Its weight, positive and finite: (abs(TD error) + epsilon)^alpha or priority^alpha where the
     * kind is {@code proportional} or {@code custom}; its value where it is ranked; else 1.
     */
    double weight(int position);

    /** Order of its insertion into the table: larger is newer, unique. */
    long order(int position);

    /** Sum of the weights. */
    double sum();

    /** The smallest weight; 0 when there is no item. */
    double smallest();

    /** The position at which the running sum of weights first exceeds a mass in [0, sum). */
    int find(double mass);

    /**
     * {@link #find} for many masses at a fraction of the time.
     *
     * @param masses the first n are looked for, and used up
     * @param positions receives the positions
     */
    void find(double[] masses, int n, int[] positions);
  }

  /** Whether the items of one draw differ from each other; then requests wait for enough items. */
  default boolean distinct() {
    return false;
  }

  /** Whether {@link #added} and {@link #removed} are to be called. */
  default boolean tracks() {
    return false;
  }

  /** An item has become drawable, or has come back with another weight. */
  default void added(int slot, double weight, long order) {}

  /** An item is no longer drawable. Weight and order are those it was added with. */
  default void removed(int slot, double weight, long order) {}

  /**
   * The table's alpha is another one from now on. Items whose weight it changes are told of anew.
   */
  default void alpha(double alpha) {}

  /**
   * W: the sum of what the items count as in the law of the whole table, by which shards are
   * chosen. Any positive number keeps estimates unbiased; one that is in proportion to how much
   * this shard ought to be drawn from makes the law hold over shards.
   */
  default double weight(Items items) {
    return items.sum();
  }

  /**
   * What one item counts as: over the items these sum to {@link #weight}. Not called for draws.
   *
   * @param position in [0, count)
   */
  default double mass(Items items, int position) {
    return items.weight(position);
  }

  /** The smallest part of {@link #weight} that an item has; 0 when there is no item. */
  default double minWeight(Items items) {
    return items.smallest();
  }

  /**
   * Draws items.
   *
   * @param items what there is, at least one item
   * @param n how many, at least 1; at most {@code items.count()} where {@link #distinct}
   * @param uniformMix eta in [0, 1]: the chance is (1 - eta) w / W + eta / count; always 0 for
   *     samplers that do not draw by weight
   * @param random the only source of randomness
   * @param slots receives the items at [from, from + n)
   * @param chances receives at [from, from + n) the expected number of times that the item is drawn
   *     in such a draw, divided by n, in (0, 1]; NaN for an item that was not drawn at random: its
   *     importance weight is 1
   * @param from first index to fill
   */
  void draw(
      Items items,
      int n,
      double uniformMix,
      RandomGenerator random,
      int[] slots,
      double[] chances,
      int from);
}
