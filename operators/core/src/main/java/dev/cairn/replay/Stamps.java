package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Attempt stamps of batches whose feedback some item has, so that an item needs 7 bytes for the
 * order of its last feedback: 16 bits index into this list, 40 bits sequence. 0 stands for none.
 * Not thread-safe.
 */
final class Stamps {

  /** Sequences are below this. */
  static final long MAX_SEQUENCE = 1L << 40;

  private static final int MAX = 1 << 16;

  // Index 0 stands for "no feedback": earlier than all.
  private long[] stamps = {Long.MIN_VALUE};
  private int size = 1;
  private int last;

  /** Whether another stamp can be taken in. */
  boolean hasRoom() {
    return size < MAX;
  }

  /** Whether the order of a batch of that attempt can be kept. */
  boolean takes(long attempt) {
    return hasRoom() || find(attempt) >= 0;
  }

  int size() {
    return size;
  }

  /** The order of a batch, to keep with an item. */
  long order(long attempt, long sequence) {
    return (long) indexOf(attempt) << 40 | sequence;
  }

  /** Less than, equal to or greater than 0 as the batch is older than, equal to or newer. */
  int compare(long attempt, long sequence, long order) {
    int byAttempt = Long.compare(attempt, stamps[(int) (order >>> 40)]);
    return byAttempt != 0 ? byAttempt : Long.compare(sequence, order & (MAX_SEQUENCE - 1));
  }

  private int find(long attempt) {
    if (stamps[last] == attempt) {
      return last;
    }
    for (int i = size - 1; i >= 0; i--) {
      if (stamps[i] == attempt) {
        return i;
      }
    }
    return -1;
  }

  private int indexOf(long attempt) {
    int found = find(attempt);
    if (found >= 0) {
      last = found;
      return found;
    }
    if (size == MAX) {
      throw new IllegalStateException("stamps must be compacted before: size=" + size);
    }
    if (size == stamps.length) {
      stamps = Arrays.copyOf(stamps, size * 2);
    }
    stamps[size] = attempt;
    last = size;
    return size++;
  }

  /** Forgets stamps that no item of the index has. */
  void compact(ItemIndex index) {
    boolean[] kept = new boolean[size];
    kept[0] = true;
    index.mapFeedback(
        order -> {
          kept[(int) (order >>> 40)] = true;
          return order;
        });
    int[] renamed = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (kept[i]) {
        stamps[count] = stamps[i];
        renamed[i] = count++;
      }
    }
    size = count;
    last = 0;
    index.mapFeedback(
        order -> (long) renamed[(int) (order >>> 40)] << 40 | order & (MAX_SEQUENCE - 1));
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(stamps[i]);
    }
  }

  void read(DataInput in) throws IOException {
    size = in.readInt();
    if (size < 1 || size > MAX) {
      throw new IOException("number of stamps must be in [1, 65536]: stamps=" + size);
    }
    stamps = new long[size];
    for (int i = 0; i < size; i++) {
      stamps[i] = in.readLong();
    }
    last = 0;
  }
}
