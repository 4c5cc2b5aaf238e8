package dev.cairn.replay.importance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Gives an item a raw score, from which a {@link Normaliser} makes importance. NaN stands for "no
 * score" and is never handed to a normaliser.
 *
 * <p>A scorer belongs to one shard. It may have state, which is stored with the shard. It must be
 * deterministic: the same items in the same order give the same scores, also across {@link #write}
 * and {@link #read}. Not thread-safe.
 *
 * <p>A class of a user's own is named in the configuration. It has a public constructor without
 * parameters, or one that takes the table's {@link dev.cairn.replay.Signature} and a {@code
 * Map<String, String>} of settings, and refuses bad settings there by an {@link
 * IllegalArgumentException} that names them.
 */
public interface Scorer {

  /**
   * The score of a new item.
   *
   * @return finite; or NaN while the item cannot be scored: until it can, it is in tier 0 if {@link
   *     #isRescored} and in the last tier otherwise
   */
  double atInsert(ScoredItem item);

  /**
   * The score after feedback was applied: a function of the value alone.
   *
   * @param value abs(TD error) or priority, finite and non-negative
   * @return finite, or NaN when feedback does not change the score
   */
  default double atFeedback(double value) {
    return Double.NaN;
  }

  /** Whether feedback changes the score. */
  default boolean isRescored() {
    return false;
  }

  /** Writes the state, its version first; nothing when there is none. */
  default void write(DataOutput out) throws IOException {}

  /**
   * Replaces the state by one that was written.
   *
   * @throws IOException when it is of an unknown version or damaged
   */
  default void read(DataInput in) throws IOException {}
}
