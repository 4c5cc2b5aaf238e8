package dev.cairn.flink;

import dev.cairn.schema.Amendment;
import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.Column;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chunks that fit {@link TestTables}, to be spoiled by the tests. */
final class TestChunks {

  static final String TOPIC = TestTables.SPACE + ".transitions";

  private TestChunks() {}

  /** A chunk whose rewards are 0, 1, 2, ... */
  static TrajectoryChunk chunk(String stream, long number, int steps, String... tables) {
    TrajectoryChunk chunk = new TrajectoryChunk();
    chunk.setSpace(TestTables.SPACE);
    chunk.setStream(stream);
    chunk.setIncarnation(5);
    chunk.setChunk(number);
    chunk.setEpisode(11);
    chunk.setFirstStep(number * steps);
    chunk.setSteps(steps);
    chunk.setObservations(new ArrayList<>(List.of(Tensors.column("obs", observations(steps)))));
    chunk.setColumns(
        new ArrayList<>(
            List.of(
                Tensors.column("rewards", rewards(steps)),
                Tensors.column("actions", Tensors.of(new long[steps])))));
    chunk.setTerminated(false);
    chunk.setTruncated(true);
    chunk.setPolicy("default");
    chunk.setPolicyVersion(9);
    List<ChunkTable> targets = new ArrayList<>();
    for (String table : tables) {
      targets.add(target(table, null));
    }
    chunk.setTables(targets);
    chunk.setSentMs(1);
    return chunk;
  }

  /** The reward of step 3 of episode 11 of stream "s" is 1. */
  static Amendment amendment() {
    Amendment amendment = new Amendment();
    amendment.setSpace(TestTables.SPACE);
    amendment.setStream("s");
    amendment.setIncarnation(5);
    amendment.setEpisode(11);
    amendment.setStep(3);
    amendment.setColumn("rewards");
    amendment.setValue(Tensors.scalar(1f));
    amendment.setTables(List.of());
    return amendment;
  }

  static ChunkTable target(String table, @Nullable Tensor priorities) {
    ChunkTable target = new ChunkTable();
    target.setTable(table);
    if (priorities != null) {
      target.setPriorities(priorities);
    }
    return target;
  }

  static Tensor observations(int steps) {
    float[] values = new float[2 * (steps + 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = 100 + i;
    }
    return Tensors.of(values, steps + 1, 2);
  }

  static Tensor rewards(int steps) {
    float[] values = new float[steps];
    for (int i = 0; i < steps; i++) {
      values[i] = i;
    }
    return Tensors.of(values);
  }

  static TrajectoryChunk withColumn(TrajectoryChunk chunk, Column column) {
    chunk.getColumns().removeIf(old -> old.getName().equals(column.getName()));
    chunk.getColumns().add(column);
    return chunk;
  }

  static RawRecord raw(TrajectoryChunk chunk, long offset) {
    return raw(Wire.encode(chunk), offset);
  }

  static RawRecord raw(byte @Nullable [] value, long offset) {
    return new RawRecord(TOPIC, 1, offset, 1, "key".getBytes(StandardCharsets.UTF_8), value);
  }
}
