package dev.cairn.replay;

import java.util.Arrays;

/**
 * A set of small non-negative numbers that finds its largest member and its smallest gap in O(log64
 * n). What is free is thus known from what is used: no free list has to be stored, and a restored
 * shard hands out the same numbers as one that never stopped. Not thread-safe.
 */
final class NumberSet {

  // Words of 64 numbers; "any" and "full" summarize 64 words each.
  private long[] words = new long[1];
  private long[] any = new long[1];
  private long[] full = new long[1];
  private int size;
  // Every group before this one is full.
  private int firstOpenGroup;

  int size() {
    return size;
  }

  boolean contains(int number) {
    int word = number >>> 6;
    return word < words.length && (words[word] >>> number & 1) != 0;
  }

  /** Whether the number was new. */
  boolean add(int number) {
    int word = number >>> 6;
    grow(word);
    long bit = 1L << number;
    if ((words[word] & bit) != 0) {
      return false;
    }
    words[word] |= bit;
    size++;
    any[word >>> 6] |= 1L << word;
    if (words[word] == -1L) {
      full[word >>> 6] |= 1L << word;
    }
    return true;
  }

  /** Whether the number was there. */
  boolean remove(int number) {
    if (!contains(number)) {
      return false;
    }
    int word = number >>> 6;
    words[word] &= ~(1L << number);
    size--;
    full[word >>> 6] &= ~(1L << word);
    firstOpenGroup = Math.min(firstOpenGroup, word >>> 6);
    if (words[word] == 0) {
      any[word >>> 6] &= ~(1L << word);
    }
    return true;
  }

  /** Smallest number that is not a member. */
  int firstAbsent() {
    for (int group = firstOpenGroup; group < full.length; group++) {
      if (full[group] != -1L) {
        firstOpenGroup = group;
        int word = (group << 6) + Long.numberOfTrailingZeros(~full[group]);
        return word >= words.length
            ? word << 6
            : (word << 6) + Long.numberOfTrailingZeros(~words[word]);
      }
    }
    return full.length << 12;
  }

  /** Largest member, or -1. */
  int last() {
    for (int group = any.length - 1; group >= 0; group--) {
      if (any[group] != 0) {
        int word = (group << 6) + 63 - Long.numberOfLeadingZeros(any[group]);
        return (word << 6) + 63 - Long.numberOfLeadingZeros(words[word]);
      }
    }
    return -1;
  }

  private void grow(int word) {
    if (word >= words.length) {
      words = Arrays.copyOf(words, Math.max(word + 1, words.length * 2));
    }
    int group = word >>> 6;
    if (group >= any.length) {
      any = Arrays.copyOf(any, Math.max(group + 1, any.length * 2));
      full = Arrays.copyOf(full, any.length);
    }
  }
}
