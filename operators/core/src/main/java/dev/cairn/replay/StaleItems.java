package dev.cairn.replay;

import dev.cairn.replay.tree.MinTree;

/**
 * Which items are left out of the draws because their policy is too old. They stay where they are,
 * and come back when the bound no longer holds for them. Items of unknown version are never left
 * out. About 17 bytes an item where there is a bound; a change takes O(log16 n) time. Not
 * thread-safe.
 */
final class StaleItems {

  /** Leaves an item out of the draws, or takes it in again. */
  interface Draws {
    void setExcluded(int slot, boolean excluded);
  }

  /** So many items at most change in one call. */
  private static final int SWEEP = 1024;

  private final long bound;
  // By slot: the versions of those that are drawn, and of those that are left out, negated.
  private final MinTree drawn = new MinTree();
  private final MinTree leftOut = new MinTree();

  /**
   * @param bound items of policies more than so many versions behind are left out; negative for
   *     none
   */
  StaleItems(long bound) {
    this.bound = bound;
  }

  /** An item is in the memory. Returns whether it is left out. */
  boolean add(int slot, long version, boolean excluded) {
    if (bound < 0 || version < 0) {
      return false;
    }
    if (excluded) {
      leftOut.set(slot, -version);
    } else {
      drawn.set(slot, version);
    }
    return excluded;
  }

  void remove(int slot) {
    if (bound >= 0) {
      drawn.clear(slot);
      leftOut.clear(slot);
    }
  }

  boolean excludes(int slot) {
    return bound >= 0 && leftOut.get(slot) != MinTree.NONE;
  }

  /**
   * Leaves out those that are too old now, and takes in those that are not any more.
   *
   * @param newest where the learner is; negative when unknown: then nothing is too old
   */
  void sweep(long newest, Draws draws) {
    if (bound < 0) {
      return;
    }
    long oldest = newest < 0 ? Long.MIN_VALUE : newest - bound;
    for (int i = 0; i < SWEEP; i++) {
      if (drawn.min() < oldest) {
        int slot = drawn.argMin();
        leftOut.set(slot, -drawn.get(slot));
        drawn.clear(slot);
        draws.setExcluded(slot, true);
      } else if (leftOut.min() != MinTree.NONE && -leftOut.min() >= oldest) {
        int slot = leftOut.argMin();
        drawn.set(slot, -leftOut.get(slot));
        leftOut.clear(slot);
        draws.setExcluded(slot, false);
      } else {
        return;
      }
    }
  }
}
