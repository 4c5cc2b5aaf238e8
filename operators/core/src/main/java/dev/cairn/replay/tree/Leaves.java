package dev.cairn.replay.tree;

import java.util.Arrays;

/**
 * Weights by leaf, in pages, so that growth neither copies nor doubles the memory. Not thread-safe.
 */
final class Leaves {

  private static final int PAGE_BITS = 12;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int FIRST_PAGE = 64;

  /** Of the bits of a leaf, those that say where it is in its page. */
  static final int MASK = PAGE - 1;

  private double[][] pages = {};
  private int capacity;

  /** Leaves below this have a page. */
  int capacity() {
    return capacity;
  }

  /** The page of a leaf below the capacity. */
  double[] page(int leaf) {
    return pages[leaf >>> PAGE_BITS];
  }

  /** The weight of any leaf, 0 where it has no page. */
  double get(int leaf) {
    return leaf < capacity ? page(leaf)[leaf & MASK] : 0;
  }

  /** Makes room for a leaf and all before it. */
  void grow(int leaf) {
    if (leaf < PAGE) {
      int length = Math.max(FIRST_PAGE, Integer.highestOneBit(leaf) << 1);
      double[] page = pages.length == 0 ? new double[0] : pages[0];
      pages = new double[][] {Arrays.copyOf(page, length)};
      capacity = length;
      return;
    }
    int had = pages.length;
    int count = (leaf >> PAGE_BITS) + 1;
    pages = Arrays.copyOf(pages, count);
    for (int i = 0; i < count; i++) {
      if (i >= had) {
        pages[i] = new double[PAGE];
      } else if (pages[i].length < PAGE) {
        pages[i] = Arrays.copyOf(pages[i], PAGE);
      }
    }
    capacity = (int) Math.min((long) count << PAGE_BITS, Integer.MAX_VALUE);
  }
}
