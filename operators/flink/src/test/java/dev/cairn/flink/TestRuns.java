package dev.cairn.flink;

import dev.cairn.replay.Run;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs that fit {@link TestTables}, whose contents tell which item they are. */
final class TestRuns {

  private TestRuns() {}

  /** Initial value of an item: by its id, in [1, 2). */
  static float initial(long id) {
    return 1 + (id & 0xffff) / 65_536f;
  }

  /** A run of single steps as the assembler makes it of the chunk at an offset. */
  static Run run(long offset, int steps) {
    long[] ids = new long[steps];
    int[] rows = new int[steps];
    int[] lengths = new int[steps];
    float[] initial = new float[steps];
    for (int i = 0; i < steps; i++) {
      ids[i] = ItemIds.id(ItemIds.origin("t", 0, offset), i, 0);
      rows[i] = i;
      lengths[i] = 1;
      initial[i] = initial(ids[i]);
    }
    return new Run(
        offset, offset, 0, steps, true, false, payload(ids), ids, rows, lengths, initial);
  }

  /** Actions are the ids; rewards and observations count the rows. */
  private static byte[] payload(long[] ids) {
    int steps = ids.length;
    ByteBuffer payload =
        ByteBuffer.allocate(TestTables.SIGNATURE.payloadBytes(steps))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 2 * (steps + 1); i++) {
      payload.putFloat(i);
    }
    for (long id : ids) {
      payload.putLong(id);
    }
    for (int i = 0; i < steps; i++) {
      payload.putFloat(i);
    }
    return payload.array();
  }
}
