package dev.cairn.replay.trajectory;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.Encoding;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TestPieces;
import dev.cairn.replay.TierSpec;
import dev.cairn.replay.random.SplitMix64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** An episode of which every value follows from its number and the step, and tables for it. */
record KnownEpisode(long episode, int steps, boolean terminated, boolean truncated) {

  static final int ACTIONS = 1;
  static final int ROW = 8;
  static final int REWARDS = 5;
  static final ItemIdentity IDENTITY = (origin, row) -> SplitMix64.mix(origin * 100_003 + row);

  static Signature signature(int stack) {
    return new Signature(
        List.of(
            new ColumnSpec("obs", DType.INT32, List.of(2), true, stack),
            new ColumnSpec("actions", DType.INT64, List.of(), false),
            new ColumnSpec("screen", DType.UINT8, List.of(256), true, stack, Encoding.ZSTD),
            new ColumnSpec("option_id", DType.INT16, List.of(), false),
            new ColumnSpec("map", DType.INT8, List.of(300), false, 1, Encoding.ZSTD),
            new ColumnSpec("rewards", DType.FLOAT32, List.of(), false)));
  }

  static TableSpec table(StorageUnit unit, AssemblySpec assembly, int stack) {
    return new TableSpec(
        "test",
        1,
        1_000,
        1 << 20,
        signature(stack),
        unit,
        assembly,
        List.of(new TierSpec(0, 1, 1)),
        ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.Rank(1_000)),
        new SamplerSpec(
            SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.TD_ERROR, 0.6, 1e-6, 0),
        TableSpec.Overflow.DEMOTE,
        new LimiterSpec(1, Double.NaN, 0),
        64,
        16,
        2_048,
        1.0 / 3,
        1 << 16);
  }

  long action(long step) {
    return episode * 100_000 + step;
  }

  /** The first step of an option has a number that its length does not give away. */
  int option(long step) {
    return (int) (SplitMix64.mix(episode * 7 + step / 5) >>> 62);
  }

  float value(long step) {
    return step % 7 == 3 ? Float.NaN : step % 11;
  }

  /** Steps [from, to) as the chunk of that number, which is its origin and policy version / 4. */
  HeldChunk chunk(long number, int from, int to) {
    Signature signature = signature(1);
    byte[] screens = TestPieces.column(rows(from, to + 1), 1 + (int) (number % 4), 0);
    byte[] maps = TestPieces.column(rows(from, to), 3, 0);
    int raw = signature.payloadBytes(to - from);
    ByteBuffer payload =
        ByteBuffer.allocate(raw + screens.length + maps.length).order(ByteOrder.LITTLE_ENDIAN);
    payload.put(raw, screens).put(raw + screens.length, maps);
    for (int step = from; step <= to; step++) {
      payload.putInt((int) episode).putInt(step);
    }
    for (int step = from; step < to; step++) {
      payload.putLong(action(step));
    }
    for (int step = from; step < to; step++) {
      payload.putShort((short) option(step));
    }
    float[] initial = new float[to - from];
    for (int step = from; step < to; step++) {
      payload.putFloat(step);
      initial[step - from] = value(step);
    }
    return new HeldChunk(
        number, number, from, from, to - from, number / 4, payload.array(), initial);
  }

  /** Rows of a compressed column of the steps [from, to): only what they are known by. */
  List<byte[]> rows(long from, long to) {
    List<byte[]> rows = new ArrayList<>();
    for (long step = from; step < to; step++) {
      rows.add(ByteBuffer.allocate(ROW).putInt((int) episode).putInt((int) step).array());
    }
    return rows;
  }
}
