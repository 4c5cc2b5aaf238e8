package dev.cairn.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Runs whose payload says of each row which item it belongs to, for {@link Tables#SIGNATURE}: row k
 * of an observation is made of first id + k, so that the row after an item is known too.
 */
final class Runs {

  private Runs() {}

  /** A run of items with ids firstId, firstId + 1, ... */
  static Run of(long firstId, int steps, IntToDoubleFunction reward, IntToDoubleFunction initial) {
    long[] ids = new long[steps];
    int[] rows = new int[steps];
    int[] lengths = new int[steps];
    float[] initials = new float[steps];
    Arrays.fill(lengths, 1);
    ByteBuffer payload =
        ByteBuffer.allocate(Tables.SIGNATURE.payloadBytes(steps)).order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k <= steps; k++) {
      payload.put(obs(firstId + k));
    }
    for (int k = 0; k <= steps; k++) {
      payload.put(frame(firstId + k));
    }
    for (int k = 0; k < steps; k++) {
      payload.putLong(~(firstId + k));
    }
    for (int k = 0; k < steps; k++) {
      payload.putFloat((float) reward.applyAsDouble(k));
      ids[k] = firstId + k;
      rows[k] = k;
      initials[k] = (float) initial.applyAsDouble(k);
    }
    return new Run(
        firstId % 7,
        firstId / 100,
        firstId % 100,
        steps,
        firstId % 3 == 0,
        firstId % 3 == 1,
        payload.array(),
        ids,
        rows,
        lengths,
        initials);
  }

  static byte[] obs(long id) {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putInt((int) id).putInt((int) (id * 31)).putInt((int) (id * 77)).array();
  }

  static byte[] frame(long id) {
    byte[] bytes = new byte[5];
    for (int i = 0; i < 5; i++) {
      bytes[i] = (byte) (id * 13 + i);
    }
    return bytes;
  }
}
