package dev.cairn.replay;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps whose content is a function of episode and index, so that a naive reader can say what any
 * item of any unit must look like.
 */
final class Steps {

  static final int STATE = 2;

  private Steps() {}

  /** obs (stacked), frames, actions, rewards, state_in_h, option_id. */
  static Signature signature(int stack) {
    return new Signature(
        List.of(
            new ColumnSpec("obs", DType.FLOAT32, List.of(3), true, stack),
            new ColumnSpec("frames", DType.UINT8, List.of(5), true),
            new ColumnSpec("actions", DType.INT64, List.of(), false),
            new ColumnSpec("rewards", DType.FLOAT32, List.of(), false),
            new ColumnSpec("state_in_h", DType.FLOAT32, List.of(STATE), false),
            new ColumnSpec("option_id", DType.INT32, List.of(), false)));
  }

  /** The same, and screen (stacked), map and state_in_c, which are compressed. */
  static Signature compressed(int stack) {
    List<ColumnSpec> columns = new ArrayList<>(signature(stack).columns());
    columns.add(
        2, new ColumnSpec("screen", DType.UINT8, List.of(16, 17), true, stack, Encoding.ZSTD));
    columns.add(4, new ColumnSpec("map", DType.INT32, List.of(70), false, 1, Encoding.ZSTD));
    columns.add(
        5, new ColumnSpec("state_in_c", DType.FLOAT32, List.of(64), false, 1, Encoding.ZSTD));
    return new Signature(columns);
  }

  /** An item as a person would write it down. */
  record Item(long id, long episode, int first, int length, boolean terminated, boolean truncated) {

    int end() {
      return first + length;
    }
  }

  static float reward(long episode, long step) {
    return (float) ((episode * 31 + step * 17) % 11) / 4 - 1;
  }

  static byte[] row(String column, long episode, long step) {
    return switch (column) {
      case "obs" -> Runs.obs(episode * 1000 + step);
      case "frames" -> Runs.frame(episode * 1000 + step);
      case "actions" -> buffer(8).putLong(episode * 1000 - step).array();
      case "rewards" -> buffer(4).putFloat(reward(episode, step)).array();
      case "state_in_h" -> buffer(8).putFloat(episode).putFloat(step).array();
      case "option_id" -> buffer(4).putInt((int) step / 3).array();
      case "screen" -> filled(16 * 17, episode * 1000 + step);
      case "map" -> filled(70 * 4, ~(episode * 1000 + step));
      case "state_in_c" -> filled(64 * 4, episode * 1000 + step * 7);
      default -> throw new AssertionError(column);
    };
  }

  private static byte[] filled(int bytes, long value) {
    ByteBuffer row = buffer(bytes);
    while (row.remaining() >= 8) {
      row.putLong(value + row.position());
    }
    return row.array();
  }

  /** The row, or the stack that ends with it. */
  static byte[] stacked(ColumnSpec column, long episode, long step) {
    ByteBuffer stack = buffer(column.rowBytes() * column.stack());
    for (long frame = step - column.stack() + 1; frame <= step; frame++) {
      stack.put(row(column.name(), episode, Math.max(0, frame)));
    }
    return stack.array();
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A run of steps [from, to) of an episode, with these items inside. */
  static Run run(Signature signature, int from, int to, List<Item> items) {
    int steps = to - from;
    long episode = items.isEmpty() ? 0 : items.get(0).episode();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    for (ColumnSpec column : signature.columns()) {
      List<byte[]> rows = new ArrayList<>();
      for (int step = 0; step < column.rows(steps); step++) {
        rows.add(row(column.name(), episode, from + step));
      }
      if (column.compressed()) {
        int more = (int) (episode % 3);
        compressed.writeBytes(TestPieces.column(rows, 1 + (int) (episode % 5), more));
      } else {
        rows.forEach(payload::writeBytes);
      }
    }
    payload.writeBytes(compressed.toByteArray());
    int n = items.size();
    float[] initial = new float[n];
    for (int i = 0; i < n; i++) {
      initial[i] = i % 3 == 0 ? Float.NaN : items.get(i).id() % 10;
    }
    return new Run(
        7,
        episode,
        from,
        steps,
        items.stream().anyMatch(Item::terminated),
        items.stream().anyMatch(Item::truncated),
        payload.toByteArray(),
        items.stream().mapToLong(Item::id).toArray(),
        items.stream().mapToInt(item -> item.first() - from).toArray(),
        items.stream().mapToInt(Item::length).toArray(),
        initial);
  }
}
