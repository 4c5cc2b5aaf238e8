package dev.cairn.replay;

import java.util.Arrays;

/**
 * The largest abs(TD error) or priority over live items whose value came from feedback or a worker:
 * what a new item starts with. Inherited values are left out, else the maximum would never come
 * down after a spike.
 *
 * <p>A 16-ary tree over slots whose leaves are the values in the index: 0.3 bytes an item. {@link
 * #changed} takes O(log16 n) time, mostly that of one level. Not thread-safe.
 */
final class LiveMaximum {

  /** Value of a slot that does not count. */
  static final float NONE = -1;

  private final ItemIndex index;
  // Index 0 is the level above the leaves.
  private float[][] levels = {{NONE}};

  LiveMaximum(ItemIndex index) {
    this.index = index;
  }

  /** The maximum, or -1 when there is no such item. */
  float max() {
    return levels[levels.length - 1][0];
  }

  /**
   * The value in the slot has changed, in the index already. Where the old value was not the
   * maximum of its 16 neighbours and the new one is not, nothing else has to be looked at.
   *
   * @param before the value that counted before, or {@link #NONE}
   * @param now the value that counts now, or {@link #NONE}
   */
  void changed(int slot, float before, float now) {
    grow(slot);
    int node = slot >>> 4;
    float was = levels[0][node];
    if (before < was && now <= was) {
      return;
    }
    float max = now >= was ? now : leaves(node << 4);
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

  private void grow(int slot) {
    int nodes = (slot >>> 4) + 1;
    if (nodes <= levels[0].length) {
      return;
    }
    int length = Math.max(nodes, levels[0].length * 2);
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
