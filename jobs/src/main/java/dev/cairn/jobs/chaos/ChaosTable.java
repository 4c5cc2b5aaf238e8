package dev.cairn.jobs.chaos;

import dev.cairn.client.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The table of a chaos run. All of a step follows from its {@link StepNumber}, which is one of its
 * columns: so every process can tell whether an item is what it says it is.
 */
final class ChaosTable {

  static final String SPACE = "chaos";
  static final String NAME = "replay";

  /** Steps of every episode; the last one is terminal. */
  static final int EPISODE = 50;

  private static final int OBSERVATION = 4;

  private ChaosTable() {}

  /**
   * Its configuration.
   *
   * @param items how many it holds: with more than are sent, none may be missing at the end
   * @param shards of the table
   */
  static String yaml(long items, int shards) {
    return """
        space: %s
        tables:
          %s:
            shards: %d
            capacity: {items: %d, bytes: 4 GiB}
            columns:
              obs: {dtype: float32, shape: [%d], observation: true}
              number: {dtype: int64}
              actions: {dtype: int64}
              rewards: {dtype: float32}
            limiter: {min_size: 64}
            max_batch: 64
            max_chunk_steps: 16
        """
        .formatted(SPACE, NAME, shards, items, OBSERVATION);
  }

  /** Fills in the observation before a step; that after it is the one before the next number. */
  static Row observation(Row row, long number) {
    return row.floats("obs", values(number));
  }

  /** Fills in the columns of a step. */
  static Row step(Row row, long number) {
    return row.scalar("number", number)
        .scalar("actions", action(number))
        .scalar("rewards", reward(number));
  }

  /** Hash of the item that a step becomes. */
  static int hash(long number) {
    int index = StepNumber.index(number);
    int t = index % EPISODE;
    SortedMap<String, ByteBuffer> columns = new TreeMap<>();
    columns.put("obs", floats(values(number)));
    columns.put("new_obs", floats(values(number + 1)));
    columns.put("number", longs(number));
    columns.put("actions", longs(action(number)));
    columns.put("rewards", floats(reward(number)));
    columns.put("eps_id", longs(index / EPISODE));
    columns.put("t", longs(t));
    columns.put("terminateds", ByteBuffer.wrap(new byte[] {(byte) (isLast(number) ? 1 : 0)}));
    columns.put("truncateds", ByteBuffer.wrap(new byte[1]));
    return RowHash.of(columns);
  }

  /** Whether a step is the last of its episode. */
  static boolean isLast(long number) {
    return StepNumber.index(number) % EPISODE == EPISODE - 1;
  }

  private static float[] values(long number) {
    float[] values = new float[OBSERVATION];
    for (int i = 0; i < OBSERVATION; i++) {
      values[i] = (mix(number * OBSERVATION + i) >>> 40) / (float) (1 << 24);
    }
    return values;
  }

  private static long action(long number) {
    return mix(~number) & 7;
  }

  private static float reward(long number) {
    return (mix(number ^ 0x5DEECE66DL) >>> 40) / (float) (1 << 24);
  }

  /** Finalizer of SplitMix64 (Steele et al. 2014). */
  private static long mix(long word) {
    long z = word + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.flip();
  }

  private static ByteBuffer longs(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).flip();
  }
}
