package dev.cairn.jobs.endurance;

import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.schema.Tensors;

/**
 * Steps whose payload follows from their number, which is one of their columns: whoever has an item
 * can tell whether it is what was sent. 24 bits stream, 40 bits index, from the top.
 */
final class NumberedSteps {

  private static final int INDEX_BITS = 40;

  private final int words;

  /**
   * @param words payload of a step, 8 bytes each, at least 1
   */
  NumberedSteps(int words) {
    this.words = words;
  }

  /** The number of a stream's step. */
  static long number(int stream, long index) {
    return (long) stream << INDEX_BITS | index;
  }

  /** The stream of a step. */
  static int stream(long number) {
    return (int) (number >>> INDEX_BITS);
  }

  /** Index in its stream of a step. */
  static long index(long number) {
    return number & ((1L << INDEX_BITS) - 1);
  }

  /** The table's {@code columns}. */
  String columns() {
    return "{number: {dtype: int64}, payload: {dtype: int64, shape: [%d]}, rewards: {dtype: float32}}"
        .formatted(words);
  }

  /** Bytes of a step's columns. */
  int bytes() {
    return Long.BYTES + Long.BYTES * words + Float.BYTES;
  }

  /** Fills in a step. */
  Row step(Row row, long number) {
    long[] payload = new long[words];
    for (int i = 0; i < words; i++) {
      payload[i] = word(number, i);
    }
    return row.scalar("number", number)
        .tensor("payload", Tensors.of(payload, words))
        .scalar("rewards", 1f);
  }

  /** How many items of a batch are not what was sent under their number. */
  int wrong(SampledBatch batch) {
    long[] numbers = batch.longs("number");
    long[] payloads = batch.longs("payload");
    int wrong = 0;
    for (int item = 0; item < numbers.length; item++) {
      boolean right = true;
      for (int i = 0; i < words; i++) {
        right &= payloads[item * words + i] == word(numbers[item], i);
      }
      wrong += right ? 0 : 1;
    }
    return wrong;
  }

  /** Finalizer of SplitMix64 (Steele et al. 2014). */
  private static long word(long number, int place) {
    long z = number * 0x9E3779B97F4A7C15L + place;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
