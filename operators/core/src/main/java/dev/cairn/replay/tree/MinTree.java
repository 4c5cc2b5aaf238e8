package dev.cairn.replay.tree;

import java.util.Arrays;

/**
 * Keys over leaves 0, 1, 2, ..., to find the leaf of the smallest one. A leaf that was never set,
 * or was cleared, has none.
 *
 * <p>Grows by itself to the largest leaf set; about 8.6 bytes a leaf. {@link #set}, {@link #clear}
 * and {@link #argMin} take O(log16 n) time and allocate nothing (save for growth). Not thread-safe.
 */
public final class MinTree {

  /** Marks a leaf without a key; cannot be a key itself. */
  public static final long NONE = Long.MAX_VALUE;

  private static final int PAGE_BITS = 12;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int FIRST_PAGE = 64;

  private long[][] leaves = {};
  private int capacity;
  // As in SumTree: index 0 is level 1, each node the minimum of its 16 children.
  private long[][] mins = {};
  // What argMin found last; forgotten when a leaf is given an equal key.
  private long foundKey = NONE;
  private int foundLeaf;

  /**
   * Sets the key of a leaf.
   *
   * @param leaf at least 0
   * @param key any but {@link #NONE}
   */
  public void set(int leaf, long key) {
    if (key == NONE) {
      throw new IllegalArgumentException("key must be < 2^63 - 1: key=" + key + " leaf=" + leaf);
    }
    if (leaf < 0) {
      throw new IllegalArgumentException("leaf must be >= 0: leaf=" + leaf);
    }
    if (leaf >= capacity) {
      grow(leaf);
    }
    put(leaf, key);
  }

  /** Takes away the key of a leaf, if it has one. */
  public void clear(int leaf) {
    if (leaf < capacity) {
      put(leaf, NONE);
    }
  }

  /** The key of a leaf, {@link #NONE} if it has none. */
  public long get(int leaf) {
    return leaf < capacity ? leaves[leaf >> PAGE_BITS][leaf & (PAGE - 1)] : NONE;
  }

  /** The smallest key, {@link #NONE} if there is none. */
  public long min() {
    return mins.length == 0 ? NONE : mins[mins.length - 1][0];
  }

  /** The leaf with the smallest key, of equal ones the first; -1 when no leaf has a key. */
  public int argMin() {
    long min = min();
    if (min == NONE) {
      return -1;
    }
    if (min == foundKey && get(foundLeaf) == min) {
      return foundLeaf;
    }
    int node = 0;
    for (int level = mins.length - 2; level >= -1; level--) {
      long[] children = level >= 0 ? mins[level] : leaves[node >> (PAGE_BITS - 4)];
      int first = level >= 0 ? node << 4 : (node << 4) & (PAGE - 1);
      int i = first;
      while (children[i] != min) {
        i++;
      }
      node = (node << 4) + (i - first);
    }
    foundKey = min;
    foundLeaf = node;
    return node;
  }

  private void put(int leaf, long key) {
    long[] page = leaves[leaf >> PAGE_BITS];
    int index = leaf & (PAGE - 1);
    long was = page[index];
    long is = key;
    page[index] = key;
    if (key == foundKey) {
      foundKey = NONE;
    }
    int node = leaf >> 4;
    for (int level = 0; level < mins.length; level++) {
      long min = mins[level][node];
      long now = min;
      if (is <= min) {
        now = is;
      } else if (was == min) {
        // Only where the smallest child itself grew has the minimum to be found anew.
        now = level == 0 ? min16(page, index & ~15) : min16(mins[level - 1], node << 4);
      }
      if (now == min) {
        return;
      }
      mins[level][node] = now;
      was = min;
      is = now;
      node >>= 4;
    }
  }

  private static long min16(long[] a, int i) {
    // Four chains of comparisons, as one would wait for each in turn.
    long m0 = Math.min(Math.min(a[i], a[i + 4]), Math.min(a[i + 8], a[i + 12]));
    long m1 = Math.min(Math.min(a[i + 1], a[i + 5]), Math.min(a[i + 9], a[i + 13]));
    long m2 = Math.min(Math.min(a[i + 2], a[i + 6]), Math.min(a[i + 10], a[i + 14]));
    long m3 = Math.min(Math.min(a[i + 3], a[i + 7]), Math.min(a[i + 11], a[i + 15]));
    return Math.min(Math.min(m0, m1), Math.min(m2, m3));
  }

  private void grow(int leaf) {
    if (leaf < PAGE) {
      int length = Math.max(FIRST_PAGE, Integer.highestOneBit(leaf) << 1);
      leaves = new long[][] {extended(leaves.length == 0 ? new long[0] : leaves[0], length)};
      capacity = length;
    } else {
      int had = leaves.length;
      int pages = (leaf >> PAGE_BITS) + 1;
      leaves = Arrays.copyOf(leaves, pages);
      for (int i = 0; i < pages; i++) {
        if (i >= had) {
          leaves[i] = extended(new long[0], PAGE);
        } else if (leaves[i].length < PAGE) {
          leaves[i] = extended(leaves[i], PAGE);
        }
      }
      capacity = (int) Math.min((long) pages << PAGE_BITS, Integer.MAX_VALUE);
    }
    growLevels();
  }

  private void growLevels() {
    int nodes = capacity;
    int level = 0;
    do {
      nodes = (int) (((long) nodes + 15) >> 4);
      boolean added = level == mins.length;
      if (added) {
        mins = Arrays.copyOf(mins, level + 1);
        mins[level] = new long[0];
      }
      int had = mins[level].length;
      if (nodes > had) {
        mins[level] = extended(mins[level], (Math.max(nodes, had + had / 2) + 15) & ~15);
      }
      if (added && level > 0) {
        mins[level][0] = min16(mins[level - 1], 0);
      }
      level++;
    } while (nodes > 1);
  }

  private static long[] extended(long[] array, int length) {
    long[] longer = Arrays.copyOf(array, length);
    Arrays.fill(longer, array.length, length, NONE);
    return longer;
  }
}
