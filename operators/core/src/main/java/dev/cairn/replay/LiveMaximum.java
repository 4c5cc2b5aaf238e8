package dev.cairn.replay;

import java.util.Arrays;

/**
 * The largest abs(TD error) or priority over live items whose value came from feedback or a worker:
 * what a new item starts with. Inherited values are left out, else the maximum would never come
 * down after a spike.
 *
 * <p>A 16-ary tree over slots whose leaves are the values in the index: 0.3 bytes an item. Values
 * change far more often than anyone asks for the maximum, so a node whose largest value went is
 * only marked: what it holds is an upper bound, and is found anew when it stands in the way of the
 * maximum. So {@link #changed} takes O(1) time, save where a value is a new maximum, and {@link
 * #max} O(log16 n) for each change before it at worst, mostly O(1). Not thread-safe.
 */
final class LiveMaximum {

  /** Value of a slot that does not count. */
  static final float NONE = -1;

  private final ItemIndex index;
  // Index 0 is the level above the leaves; a node is the maximum of its 16 children.
  private float[][] levels = {{NONE}};
  // Of the nodes of level 0, those that may be above all of their leaves: a bit each.
  private long[] marks = {0};
  // The node of level 0 where the maximum was found last.
  private int found;

  LiveMaximum(ItemIndex index) {
    this.index = index;
  }

  /** The maximum, or -1 when there is no such item. */
  float max() {
    float[] root = levels[levels.length - 1];
    while (levels[0][found] != root[0] || isMarked(found)) {
      found = largest();
      if (isMarked(found)) {
        marks[found >>> 6] &= ~(1L << found);
        put(found, leaves(found << 4));
      }
    }
    return root[0];
  }

  private boolean isMarked(int node) {
    return (marks[node >>> 6] >>> node & 1) != 0;
  }

  /** A node of level 0 that holds what the root holds. */
  private int largest() {
    int node = 0;
    for (int level = levels.length - 2; level >= 0; level--) {
      float max = levels[level + 1][node];
      node <<= 4;
      while (levels[level][node] != max) {
        node++;
      }
    }
    return node;
  }

  /**
   * The value in the slot has changed, in the index already.
   *
   * @param before the value that counted before, or {@link #NONE}
   * @param now the value that counts now, or {@link #NONE}
   */
  void changed(int slot, float before, float now) {
    int node = slot >>> 4;
    if (node >= levels[0].length) {
      grow(node);
    }
    float max = levels[0][node];
    if (now > max) {
      put(node, now);
    } else if (before == max && now < max) {
      marks[node >>> 6] |= 1L << node;
    }
  }

  /** Sets a node of level 0, and those above it. */
  private void put(int ofLeaves, float value) {
    int node = ofLeaves;
    float max = value;
    int level = 0;
    while (levels[level][node] != max) {
      levels[level][node] = max;
      if (++level == levels.length) {
        return;
      }
      int first = node & ~15;
      float[] children = levels[level - 1];
      max = NONE;
      for (int i = first; i < Math.min(first + 16, children.length); i++) {
        max = Math.max(max, children[i]);
      }
      node >>>= 4;
    }
  }

  private float leaves(int first) {
    IndexPage page = index.page(first);
    int from = first & IndexPage.MASK;
    float max = NONE;
    for (int at = from; at < from + 16; at++) {
      max = Math.max(max, page.ownValue(at));
    }
    return max;
  }

  private void grow(int node) {
    int length = Math.max(node + 1, levels[0].length * 2);
    marks = Arrays.copyOf(marks, (length + 63) >>> 6);
    for (int level = 0; ; level++) {
      if (level == levels.length) {
        levels = Arrays.copyOf(levels, level + 1);
        float max = NONE;
        for (float value : levels[level - 1]) {
          max = Math.max(max, value);
        }
        levels[level] = new float[] {max};
      }
      int had = levels[level].length;
      if (length > had) {
        levels[level] = Arrays.copyOf(levels[level], length);
        Arrays.fill(levels[level], had, length, NONE);
      }
      if (length == 1) {
        return;
      }
      length = (length + 15) >>> 4;
    }
  }
}
