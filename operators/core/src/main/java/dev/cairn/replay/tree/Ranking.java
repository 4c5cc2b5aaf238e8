package dev.cairn.replay.tree;

import dev.cairn.replay.random.SplitMix64;
import java.util.Arrays;

/**
 * Numbered things in the order of (key, order), to find the one at a given rank.
 *
 * <p>A treap with subtree sizes (Seidel and Aragon 1996). Its heap priorities are a hash of the
 * order, so that nothing is random. {@link #add}, {@link #remove} and {@link #select} take O(log n)
 * time, expected over hashes; 32 bytes a thing. Not thread-safe.
 */
public final class Ranking {

  private static final int NONE = 0;

  // Node 0 is none: of size 0, its own child.
  private long[] keys = new long[16];
  private long[] orders = new long[16];
  private int[] things = new int[16];
  private int[] left = new int[16];
  private int[] right = new int[16];
  private int[] sizes = new int[16];
  private int used = 1;
  // Free nodes are a list through their left children.
  private int free = NONE;
  private int root = NONE;
  // What a split leaves.
  private int below;
  private int above;

  /** Number of things held. */
  public int size() {
    return sizes[root];
  }

  /**
   * Adds a thing.
   *
   * @param key smaller ones come first
   * @param order decides between equal keys; no two things may have both alike
   */
  public void add(long key, long order, int thing) {
    int node = take();
    keys[node] = key;
    orders[node] = order;
    things[node] = thing;
    left[node] = NONE;
    right[node] = NONE;
    sizes[node] = 1;
    root = insert(root, node, priority(order));
  }

  /**
   * Removes the thing of that key and order.
   *
   * @throws IllegalArgumentException when there is none; nothing is changed then
   */
  public void remove(long key, long order) {
    int node = root;
    while (node != NONE && !(keys[node] == key && orders[node] == order)) {
      node = isBefore(key, order, node) ? left[node] : right[node];
    }
    if (node == NONE) {
      throw new IllegalArgumentException(
          "a thing must be held to be removed: key=" + key + " order=" + order);
    }
    root = without(root, key, order);
  }

  /**
   * The thing of which so many come before.
   *
   * @param rank in [0, size)
   */
  public int select(int rank) {
    if (rank < 0 || rank >= size()) {
      throw new IllegalArgumentException(
          "rank must be in [0, size): rank=" + rank + " size=" + size());
    }
    int rest = rank;
    int node = root;
    while (true) {
      int before = sizes[left[node]];
      if (rest == before) {
        return things[node];
      }
      if (rest < before) {
        node = left[node];
      } else {
        rest -= before + 1;
        node = right[node];
      }
    }
  }

  /** How many things come before one of that key and order, whether it is held or not. */
  public int rank(long key, long order) {
    int before = 0;
    int node = root;
    while (node != NONE) {
      boolean after = !isBefore(key, order, node) && !(key == keys[node] && order == orders[node]);
      before += after ? sizes[left[node]] + 1 : 0;
      node = after ? right[node] : left[node];
    }
    return before;
  }

  private static long priority(long order) {
    return SplitMix64.mix(order);
  }

  private boolean isBefore(long key, long order, int node) {
    return key != keys[node] ? key < keys[node] : order < orders[node];
  }

  private int insert(int tree, int node, long priority) {
    if (tree == NONE) {
      return node;
    }
    if (priority > priority(orders[tree])) {
      split(tree, keys[node], orders[node]);
      left[node] = below;
      right[node] = above;
      count(node);
      return node;
    }
    if (isBefore(keys[node], orders[node], tree)) {
      left[tree] = insert(left[tree], node, priority);
    } else {
      right[tree] = insert(right[tree], node, priority);
    }
    sizes[tree]++;
    return tree;
  }

  /** Leaves in {@link #below} what comes before, in {@link #above} the rest. */
  private void split(int tree, long key, long order) {
    if (tree == NONE) {
      below = NONE;
      above = NONE;
      return;
    }
    if (isBefore(key, order, tree)) {
      split(left[tree], key, order);
      left[tree] = above;
      above = tree;
    } else {
      split(right[tree], key, order);
      right[tree] = below;
      below = tree;
    }
    count(tree);
  }

  private int without(int tree, long key, long order) {
    if (keys[tree] == key && orders[tree] == order) {
      int rest = merge(left[tree], right[tree]);
      left[tree] = free;
      free = tree;
      return rest;
    }
    if (isBefore(key, order, tree)) {
      left[tree] = without(left[tree], key, order);
    } else {
      right[tree] = without(right[tree], key, order);
    }
    sizes[tree]--;
    return tree;
  }

  private int merge(int first, int second) {
    if (first == NONE || second == NONE) {
      return first == NONE ? second : first;
    }
    if (priority(orders[first]) > priority(orders[second])) {
      right[first] = merge(right[first], second);
      count(first);
      return first;
    }
    left[second] = merge(first, left[second]);
    count(second);
    return second;
  }

  private void count(int node) {
    sizes[node] = 1 + sizes[left[node]] + sizes[right[node]];
  }

  private int take() {
    if (free != NONE) {
      int node = free;
      free = left[node];
      return node;
    }
    if (used == keys.length) {
      int length = used + used / 2;
      keys = Arrays.copyOf(keys, length);
      orders = Arrays.copyOf(orders, length);
      things = Arrays.copyOf(things, length);
      left = Arrays.copyOf(left, length);
      right = Arrays.copyOf(right, length);
      sizes = Arrays.copyOf(sizes, length);
    }
    return used++;
  }
}
