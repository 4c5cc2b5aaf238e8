package dev.cairn.replay;

import java.util.Arrays;

/**
 * Payload of single items, for tables whose payload does not fit the cache: those most likely to be
 * drawn lie scattered over the segments, so that a cache of segments would hold mostly others.
 *
 * <p>An item has {@link #WAYS} places where it can be. Where all are taken, it gets that of the
 * item least likely to be drawn, if it is more likely itself. How likely those are that are here is
 * asked in turn, and of one before it is replaced. Records are of one size; memory is taken as
 * places are used. Finding one costs a look at 8 neighbouring numbers. Not thread-safe.
 */
final class ItemCache {

  /** How likely an item is to be drawn, compared with others of the shard. */
  interface Likelihood {
    double of(int slot);
  }

  static final int WAYS = 8;

  /** One in so many times that an item wants a place, one of its set is asked. */
  static final int ASKED_EVERY = 4;

  /** Of a place, beside its record. */
  private static final int PLACE_BYTES = 12;

  private static final int FREE = -1;

  private final int recordBytes;
  private final int sets;
  // Places of a set are next to each other.
  private final int[] slots;
  private final int[] blocks;
  // How likely each was when that was last asked: asking costs as much as half a read.
  private final float[] estimates;
  private final byte[][] records;
  private int block;
  private int turn;

  /**
   * @param budget bytes to use at most, with what is kept beside the records
   * @param recordBytes of every item, at least 1
   */
  ItemCache(long budget, int recordBytes) {
    this.recordBytes = recordBytes;
    long most = budget / ((long) WAYS * (recordBytes + PLACE_BYTES));
    sets = (int) Math.min(most, Integer.MAX_VALUE / WAYS - 1);
    slots = new int[sets * WAYS];
    Arrays.fill(slots, FREE);
    blocks = new int[sets * WAYS];
    estimates = new float[sets * WAYS];
    records = new byte[sets][];
    Arrays.fill(records, new byte[0]);
  }

  /** Records that fit. */
  int capacity() {
    return sets * WAYS;
  }

  /** Records that are found or admitted from now on stay where they are until the next call. */
  void begin() {
    block++;
  }

  /** Offset in {@link #bytes} of the item's record; -1 when it is not here. */
  int find(int slot) {
    int place = placeOf(slot);
    if (place < 0) {
      return -1;
    }
    blocks[place] = block;
    return offset(place);
  }

  /** The array that has the item's record, if any has. */
  byte[] bytes(int slot) {
    return records[slot % sets];
  }

  /**
   * Makes room for the record of an item that is not here.
   *
   * @return its offset in {@link #bytes}, to be filled now; -1 when others are likelier
   */
  int admit(int slot, Likelihood likelihood) {
    if (sets == 0) {
      return -1;
    }
    int first = slot % sets * WAYS;
    int chosen = FREE;
    turn = turn + 1 & Integer.MAX_VALUE;
    if (turn % ASKED_EVERY == 0) {
      estimate(first + turn / ASKED_EVERY % WAYS, likelihood);
    }
    for (int place = first; place < first + WAYS; place++) {
      if (slots[place] == FREE) {
        chosen = place;
        break;
      }
      if (blocks[place] != block && (chosen < 0 || estimates[place] < estimates[chosen])) {
        chosen = place;
      }
    }
    if (chosen < 0) {
      return -1;
    }
    float its = (float) likelihood.of(slot);
    if (slots[chosen] != FREE) {
      if (estimates[chosen] < its) {
        estimate(chosen, likelihood);
      }
      if (estimates[chosen] >= its) {
        return -1;
      }
    }
    int set = slot % sets;
    if (records[set].length == 0) {
      records[set] = new byte[WAYS * recordBytes];
    }
    slots[chosen] = slot;
    estimates[chosen] = its;
    blocks[chosen] = block;
    return offset(chosen);
  }

  private void estimate(int place, Likelihood likelihood) {
    if (slots[place] != FREE) {
      estimates[place] = (float) likelihood.of(slots[place]);
    }
  }

  /** The item has gone; another one may come in its slot. */
  void forget(int slot) {
    int place = placeOf(slot);
    if (place >= 0) {
      slots[place] = FREE;
    }
  }

  private int placeOf(int slot) {
    if (sets == 0) {
      return -1;
    }
    int first = slot % sets * WAYS;
    for (int place = first; place < first + WAYS; place++) {
      if (slots[place] == slot) {
        return place;
      }
    }
    return -1;
  }

  private int offset(int place) {
    return place % WAYS * recordBytes;
  }
}
