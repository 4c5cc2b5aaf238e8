package dev.cairn.replay;

import java.io.Serializable;

/**
 * What an item of a table is: how the assembler cuts steps into items, and how a batch presents
 * them. The payload is the same for all: rows as they came, of which an item covers a stretch.
 *
 * <p>An item never spans two episodes. Immutable.
 */
public sealed interface StorageUnit extends Serializable {

  /** Every step an item; the default. */
  StorageUnit SINGLE_STEPS = new Timesteps(1, 1, 1);

  /** Longest item that can be asked for, in steps. */
  int MAX_STEPS = 32_768;

  /**
   * Steps of the longest item.
   *
   * @param maxChunkSteps steps of the longest chunk
   */
  int maxLength(int maxChunkSteps);

  /**
   * Most items that one chunk can complete, those included that waited for it.
   *
   * @param maxChunkSteps steps of the longest chunk
   */
  int maxItems(int maxChunkSteps);

  /**
   * n-step transitions: an item starts at every step and covers the n steps from there, fewer only
   * where the episode ends or is interrupted before.
   *
   * @param minSteps smallest n, at least 1
   * @param maxSteps largest n, at least {@code minSteps}; where it is larger, n of each item is
   *     drawn when the item is cut, from a generator seeded by its id
   * @param gamma discount of the steps, in [0, 1]
   */
  record Timesteps(int minSteps, int maxSteps, double gamma) implements StorageUnit {
    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public Timesteps {
      requireIn("min_steps", minSteps, 1, MAX_STEPS);
      requireIn("max_steps", maxSteps, minSteps, MAX_STEPS);
      requireGamma(gamma);
    }

    /** Whether every item is one step, whatever gamma is. */
    public boolean single() {
      return maxSteps == 1;
    }

    @Override
    public int maxLength(int maxChunkSteps) {
      return maxSteps;
    }

    @Override
    public int maxItems(int maxChunkSteps) {
      return maxChunkSteps + maxSteps - 1;
    }
  }

  /**
   * Sequences of a fixed length for recurrent networks (Kapturowski et al. 2019, R2D2), one every
   * {@code period} steps of an episode, from its first step on.
   *
   * @param length L: steps of a sequence, burn-in included; at least 1
   * @param period steps from the start of one to the start of the next, in [1, length]; smaller
   *     than the length, they overlap
   * @param burnIn first steps of each sequence that only warm up the recurrent state, in [0,
   *     length): not trained, not in the mask, not in the priority
   * @param boundary what becomes of the steps that an episode's end leaves over
   * @param state the recurrent state given for the first step
   */
  record Sequences(int length, int period, int burnIn, Boundary boundary, FirstState state)
      implements StorageUnit {
    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public Sequences {
      requireIn("length", length, 1, MAX_STEPS);
      requireIn("period", period, 1, length);
      requireIn("burn_in", burnIn, 0, length - 1);
    }

    @Override
    public int maxLength(int maxChunkSteps) {
      return length;
    }

    @Override
    public int maxItems(int maxChunkSteps) {
      return (maxChunkSteps + period - 1) / period + 1;
    }
  }

  /**
   * Whole episodes: an item is cut when its episode has ended.
   *
   * @param maxLength steps of the longest item, at least 1; a longer episode becomes several items,
   *     each but the last flagged as cut
   */
  record Episodes(int maxLength) implements StorageUnit {
    /**
     * @throws IllegalArgumentException when the length is out of its range
     */
    public Episodes {
      requireIn("max_length", maxLength, 1, MAX_STEPS);
    }

    @Override
    public int maxLength(int maxChunkSteps) {
      return maxLength;
    }

    @Override
    public int maxItems(int maxChunkSteps) {
      return maxChunkSteps / maxLength + 1;
    }
  }

  /** Chunks as they arrive, each an item. */
  record Fragments() implements StorageUnit {
    @Override
    public int maxLength(int maxChunkSteps) {
      return maxChunkSteps;
    }

    @Override
    public int maxItems(int maxChunkSteps) {
      return 1;
    }
  }

  /**
   * Options (Sutton et al. 1999): an item covers the steps during which the column {@code
   * option_id} stays the same, for the table of the level that chose the option.
   *
   * @param gamma discount of the option's rewards, in [0, 1]; 1 = plain sum
   * @param maxLength steps of the longest item, at least 1; a longer option becomes several items
   */
  record Options(double gamma, int maxLength) implements StorageUnit {

    /** The scalar integer column that says which option acts. */
    public static final String COLUMN = "option_id";

    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public Options {
      requireGamma(gamma);
      requireIn("max_length", maxLength, 1, MAX_STEPS);
    }

    @Override
    public int maxLength(int maxChunkSteps) {
      return maxLength;
    }

    @Override
    public int maxItems(int maxChunkSteps) {
      return maxChunkSteps + 1;
    }
  }

  /** What becomes of the last steps of an episode, too few for a sequence. */
  enum Boundary {
    /** They are a shorter item; the batch fills it up, with a mask that is false there. */
    PAD,
    /** No item has them, unless a sequence before covers them. */
    DROP,
    /**
     * The last sequence starts earlier, so that it is full: it carries over steps of the one before
     * it. An episode shorter than a sequence is padded.
     */
    CARRY
  }

  /** The recurrent state given for a sequence's first step: columns named {@code state_in_...}. */
  enum FirstState {
    /** What the worker had. */
    KEPT,
    /** Zeros. */
    ZERO
  }

  private static void requireIn(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be in [" + least + ", " + most + "]: " + name + "=" + value);
    }
  }

  private static void requireGamma(double gamma) {
    if (!(gamma >= 0 && gamma <= 1)) {
      throw new IllegalArgumentException("gamma must be in [0, 1]: gamma=" + gamma);
    }
  }
}
