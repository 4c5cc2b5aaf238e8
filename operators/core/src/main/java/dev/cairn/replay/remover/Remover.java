package dev.cairn.replay.remover;

import java.util.random.RandomGenerator;

/**
 * Says which item of the last tier of a shard leaves the memory. Each shard has an instance of its
 * own.
 *
 * <p>A class of a user's own is named in the configuration ({@code remover.kind: custom}, {@code
 * remover.class}) and needs a public constructor without parameters. What it must keep to is tested
 * by {@code RemoverContract} of this project's test fixtures:
 *
 * <ul>
 *   <li>It names items of the tier only, or the newcomer where there is one.
 *   <li>Its only randomness is the generator handed in, and it reads no clock. It keeps nothing
 *       that cannot be made anew from {@link #added}: after a restart it is told of every item
 *       again.
 * </ul>
 *
 * <p>Not thread-safe; called by one thread at a time.
 */
public interface Remover {

  /** No item. */
  int NONE = -1;

  /** The last tier, and what is known of its items and of the newcomer, by slot. */
  interface Tier {

    /** Items in the tier. */
    int size();

    /** The item at a position in [0, size), in no special order that changes with every change. */
    int slot(int position);

    /** The item that was inserted into the table first; {@link #NONE} in an empty tier. */
    int oldest();

    /** Order of its insertion into the table, from 0: so many were inserted before. */
    long order(int slot);

    /** abs(TD error) or priority, finite and not negative. */
    float value(int slot);

    /** Importance in [0, 1]. */
    double importance(int slot);

    /** When it was inserted, ms since the epoch. */
    long insertedMs(int slot);

    /** Learner step of the policy that acted; -1 when unknown. */
    long policyVersion(int slot);

    /** How often it was drawn, at most 65,535. */
    int sampled(int slot);
  }

  /** Whether {@link #added}, {@link #changed} and {@link #removed} are to be called. */
  default boolean tracks() {
    return false;
  }

  /** An item is in the tier now. */
  default void added(Tier tier, int slot) {}

  /** Value, importance or draws of an item of the tier are others than when last told of it. */
  default void changed(Tier tier, int slot) {}

  /** An item is no longer in the tier; what is known of it can still be asked. */
  default void removed(Tier tier, int slot) {}

  /** Whether a newcomer can enter only if another item leaves. */
  default boolean isFull(Tier tier, int capacity, int newcomer) {
    return tier.size() >= capacity;
  }

  /**
   * The item that goes.
   *
   * @param tier not empty
   * @param newcomer an item that is not in the tier and wants in, which may be the answer; {@link
   *     #NONE} when room is made for bytes or for a smaller capacity
   * @param random the only source of randomness
   */
  int victim(Tier tier, int newcomer, RandomGenerator random);

  /**
   * An item that goes although there is room, or {@link #NONE}. Asked again until there is none,
   * but at most a thousand times in a row, so that one call does not hold up the others.
   *
   * @param nowMs ms since the epoch
   * @param policyVersion where the learner is: the largest policy version in accepted feedback; -1
   *     when unknown
   */
  default int expired(Tier tier, long nowMs, long policyVersion) {
    return NONE;
  }
}
