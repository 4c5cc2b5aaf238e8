package dev.cairn.replay.tier;

import java.util.Arrays;

/** An int array that grows page by page, so that growth neither copies nor doubles the memory. */
final class IntPages {

  private static final int BITS = 12;
  private static final int PAGE = 1 << BITS;

  private final int initial;
  private int[][] pages = {};

  IntPages(int initial) {
    this.initial = initial;
  }

  int get(int index) {
    int page = index >> BITS;
    int offset = index & (PAGE - 1);
    return page < pages.length && offset < pages[page].length ? pages[page][offset] : initial;
  }

  void set(int index, int value) {
    int page = index >> BITS;
    int offset = index & (PAGE - 1);
    if (page >= pages.length || offset >= pages[page].length) {
      grow(page, offset);
    }
    pages[page][offset] = value;
  }

  private void grow(int page, int offset) {
    int had = pages.length;
    pages = Arrays.copyOf(pages, Math.max(had, page + 1));
    for (int i = Math.max(0, had - 1); i <= page; i++) {
      int length = page == 0 ? Math.max(64, Integer.highestOneBit(offset | 1) << 1) : PAGE;
      pages[i] = extended(i < had ? pages[i] : new int[0], length);
    }
  }

  private int[] extended(int[] array, int length) {
    int[] longer = Arrays.copyOf(array, length);
    Arrays.fill(longer, Math.min(array.length, length), length, initial);
    return longer;
  }
}
