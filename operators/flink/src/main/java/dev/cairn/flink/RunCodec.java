package dev.cairn.flink;

import dev.cairn.replay.Run;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads runs. Of a run of single steps the rows and lengths are left out, and initial
 * values where the worker gave none: 8 bytes an item then. So is a return that is not known.
 */
final class RunCodec {

  private static final int SINGLE_STEPS = 1;
  private static final int INITIAL = 2;
  private static final int TERMINATED = 4;
  private static final int TRUNCATED = 8;
  private static final int RETURN = 16;

  private RunCodec() {}

  static void write(Run run, DataOutputView target) throws IOException {
    int flags =
        (singleSteps(run) ? SINGLE_STEPS : 0)
            | (anyInitial(run.initial()) ? INITIAL : 0)
            | (run.terminated() ? TERMINATED : 0)
            | (run.truncated() ? TRUNCATED : 0)
            | (Double.isNaN(run.episodeReturn()) ? 0 : RETURN);
    target.writeByte(flags);
    target.writeLong(run.policyVersion());
    target.writeLong(run.episode());
    target.writeLong(run.firstStep());
    target.writeInt(run.steps());
    target.writeInt(run.ids().length);
    for (long id : run.ids()) {
      target.writeLong(id);
    }
    if ((flags & SINGLE_STEPS) == 0) {
      for (int i = 0; i < run.rows().length; i++) {
        target.writeInt(run.rows()[i]);
        target.writeInt(run.lengths()[i]);
      }
    }
    if ((flags & INITIAL) != 0) {
      for (float value : run.initial()) {
        target.writeFloat(value);
      }
    }
    if ((flags & RETURN) != 0) {
      target.writeDouble(run.episodeReturn());
    }
    Bytes.write(run.payload(), target);
  }

  static Run read(DataInputView source) throws IOException {
    int flags = source.readUnsignedByte();
    long policyVersion = source.readLong();
    long episode = source.readLong();
    long firstStep = source.readLong();
    int steps = source.readInt();
    int n = source.readInt();
    long[] ids = new long[n];
    for (int i = 0; i < n; i++) {
      ids[i] = source.readLong();
    }
    int[] rows = new int[n];
    int[] lengths = new int[n];
    for (int i = 0; i < n; i++) {
      boolean single = (flags & SINGLE_STEPS) != 0;
      rows[i] = single ? i : source.readInt();
      lengths[i] = single ? 1 : source.readInt();
    }
    float[] initial = new float[n];
    Arrays.fill(initial, Float.NaN);
    if ((flags & INITIAL) != 0) {
      for (int i = 0; i < n; i++) {
        initial[i] = source.readFloat();
      }
    }
    double episodeReturn = (flags & RETURN) != 0 ? source.readDouble() : Double.NaN;
    return new Run(
        policyVersion,
        episode,
        firstStep,
        steps,
        (flags & TERMINATED) != 0,
        (flags & TRUNCATED) != 0,
        Bytes.read(source),
        ids,
        rows,
        lengths,
        initial,
        episodeReturn);
  }

  private static boolean singleSteps(Run run) {
    for (int i = 0; i < run.rows().length; i++) {
      if (run.rows()[i] != i || run.lengths()[i] != 1) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyInitial(float[] initial) {
    for (float value : initial) {
      if (!Float.isNaN(value)) {
        return true;
      }
    }
    return false;
  }
}
