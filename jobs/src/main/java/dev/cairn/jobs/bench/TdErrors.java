package dev.cairn.jobs.bench;

import dev.cairn.schema.Minibatch;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.UpdateKind;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** The TD errors that a learner finds: see {@link Demand}. Not thread-safe. */
final class TdErrors {

  private final SplittableRandom random = new SplittableRandom(2);
  private final boolean kept;

  /**
   * @param kept items keep the value that they have; else one within a tenth of their own
   */
  TdErrors(boolean kept) {
    this.kept = kept;
  }

  /** Feedback on every item of a batch. */
  PriorityUpdates updates(Minibatch minibatch) {
    PriorityUpdates updates = new PriorityUpdates();
    updates.setTable(BenchTable.TABLE);
    updates.setShard(minibatch.getShard());
    updates.setAttempt(minibatch.getAttempt());
    updates.setSequence(minibatch.getSequence());
    updates.setSlots(minibatch.getSlots());
    updates.setIds(minibatch.getIds());
    updates.setKind(UpdateKind.td_error);
    updates.setValues(Tensors.of(kept ? held(minibatch) : drawn(minibatch)));
    return updates;
  }

  private static float[] held(Minibatch minibatch) {
    float[] values = new float[minibatch.getItems()];
    Tensors.littleEndian(minibatch.getPriorities()).asFloatBuffer().get(values);
    return values;
  }

  private float[] drawn(Minibatch minibatch) {
    ByteBuffer ids = Tensors.littleEndian(minibatch.getIds());
    float[] values = new float[minibatch.getItems()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (own(ids.getLong(i * Long.BYTES)) * (0.9 + 0.2 * random.nextDouble()));
    }
    return values;
  }

  /** Values of the items' own, times a factor. */
  static float[] own(ByteBuffer of, double factor) {
    ByteBuffer ids = Tensors.littleEndian(of);
    float[] values = new float[ids.remaining() / Long.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (own(ids.getLong(i * Long.BYTES)) * factor);
    }
    return values;
  }

  /** Of exponential distribution over the items; an item's own, so that it finds its tier. */
  private static double own(long id) {
    return -Math.log1p(-new SplittableRandom(id).nextDouble());
  }
}
