package dev.cairn.flink;

import dev.cairn.replay.StepPriorities;
import dev.cairn.schema.DType;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of priority updates: float32 [n], one an item; or [n, T], one a step, with a mask of
 * the steps that count, which become one an item. Whether they are finite is not looked at here.
 */
final class UpdateValues {

  private UpdateValues() {}

  /**
   * @param absolute TD errors, not priorities
   * @return [n]; NaN where the steps of an item give no value
   */
  static float[] of(PriorityUpdates updates, boolean absolute) throws Rejection {
    int n = updates.getSlots().remaining() / Integer.BYTES;
    Tensor values = updates.getValues();
    List<Integer> shape = values.getShape();
    boolean bySteps = shape.size() == 2 && shape.get(1) >= 1;
    long elements = bySteps ? (long) n * shape.get(1) : n;
    if (updates.getSlots().remaining() != n * Integer.BYTES
        || updates.getIds().remaining() != n * (long) Long.BYTES
        || values.getDtype() != DType.float32
        || !(bySteps ? shape.get(0) == n : shape.equals(List.of(n)))
        || values.getData().remaining() != elements * Float.BYTES
        || !fits(updates.getMask(), bySteps, shape)) {
      throw wrong(updates);
    }
    float[] given = Tensors.floats(values);
    return bySteps ? perItem(given, updates.getMask(), n, shape.get(1), absolute) : given;
  }

  private static boolean fits(@Nullable Tensor mask, boolean bySteps, List<Integer> shape) {
    return mask == null
        || (bySteps
            && mask.getDtype() == DType.bool
            && mask.getShape().equals(shape)
            && mask.getData().remaining() == (long) shape.get(0) * shape.get(1));
  }

  private static float[] perItem(
      float[] values, @Nullable Tensor mask, int n, int steps, boolean absolute) {
    boolean[] counts = new boolean[values.length];
    if (mask == null) {
      Arrays.fill(counts, true);
    } else {
      counts = Tensors.booleans(mask);
    }
    float[] items = new float[n];
    for (int i = 0; i < n; i++) {
      items[i] = StepPriorities.of(values, counts, i * steps, (i + 1) * steps, absolute);
    }
    return items;
  }

  private static Rejection wrong(PriorityUpdates updates) {
    Tensor values = updates.getValues();
    Tensor mask = updates.getMask();
    return new Rejection(
        Reason.WRONG_SHAPE,
        "slots (int32), ids (int64) and values (float32 [n], or [n, T] with a mask bool [n, T] or"
            + " none) must have one length: slot_bytes="
            + updates.getSlots().remaining()
            + " id_bytes="
            + updates.getIds().remaining()
            + " dtype="
            + values.getDtype()
            + " shape="
            + values.getShape()
            + " value_bytes="
            + values.getData().remaining()
            + " mask="
            + (mask == null ? "none" : mask.getDtype() + " " + mask.getShape()));
  }
}
