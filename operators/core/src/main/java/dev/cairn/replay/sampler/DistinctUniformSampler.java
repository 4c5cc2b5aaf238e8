package dev.cairn.replay.sampler;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * All drawable items alike, each at most once in a draw: without replacement. Every set of n items
 * is equally likely, in every order. A draw takes O(1) time an item.
 */
public final class DistinctUniformSampler extends AlikeSampler {

  // A shuffle of all positions of which only the first n are made, and only what has moved is held:
  // open addressing, keys are positions, -1 where free.
  private int[] keys = new int[0];
  private int[] values = new int[0];

  @Override
  public boolean distinct() {
    return true;
  }

  @Override
  public void draw(
      Items items,
      int n,
      double uniformMix,
      RandomGenerator random,
      int[] slots,
      double[] chances,
      int from) {
    int count = items.count();
    if (n > count) {
      throw new IllegalArgumentException(
          "distinct items must not be more than there are: items=" + n + " drawable=" + count);
    }
    clear(n);
    for (int i = 0; i < n; i++) {
      int other = i + random.nextInt(count - i);
      int chosen = at(other);
      put(other, at(i));
      slots[from + i] = items.slot(chosen);
      chances[from + i] = 1.0 / count;
    }
  }

  private void clear(int n) {
    int length = Math.max(16, Integer.highestOneBit(n) << 2);
    if (keys.length != length) {
      keys = new int[length];
      values = new int[length];
    }
    Arrays.fill(keys, -1);
  }

  private int at(int position) {
    int index = index(position);
    return keys[index] < 0 ? position : values[index];
  }

  private void put(int position, int value) {
    int index = index(position);
    keys[index] = position;
    values[index] = value;
  }

  private int index(int position) {
    int mask = keys.length - 1;
    int index = (position * 0x9E3779B9) >>> 7 & mask;
    while (keys[index] >= 0 && keys[index] != position) {
      index = index + 1 & mask;
    }
    return index;
  }
}
