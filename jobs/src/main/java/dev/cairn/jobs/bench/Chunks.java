package dev.cairn.jobs.bench;

import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.util.List;
import java.util.SplittableRandom;

/** Encodes one chunk after the other of an endless stream. Not thread-safe. */
final class Chunks {

  private final TrajectoryChunk chunk = new TrajectoryChunk();
  private final int steps;
  private long number;

  Chunks(int steps) {
    this.steps = steps;
    SplittableRandom random = new SplittableRandom(1);
    float[] observations = new float[(steps + 1) * BenchOptions.OBSERVATION];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) random.nextDouble();
    }
    float[] rewards = new float[steps];
    for (int i = 0; i < steps; i++) {
      rewards[i] = (float) random.nextDouble();
    }
    chunk.setSpace(BenchOptions.SPACE);
    chunk.setStream("bench/0");
    chunk.setIncarnation(System.currentTimeMillis() * 1_000);
    chunk.setSteps(steps);
    chunk.setObservations(
        List.of(
            Tensors.column("obs", Tensors.of(observations, steps + 1, BenchOptions.OBSERVATION))));
    chunk.setColumns(
        List.of(
            Tensors.column("actions", Tensors.of(new long[steps])),
            Tensors.column("rewards", Tensors.of(rewards))));
    chunk.setTables(List.of(ChunkTable.newBuilder().setTable(BenchOptions.TABLE).build()));
    chunk.setPolicy("default");
    chunk.setPolicyVersion(0);
  }

  /** The next chunk's bytes. */
  byte[] next() {
    chunk.setChunk(number);
    chunk.setFirstStep(number * steps);
    chunk.setSentMs(System.currentTimeMillis());
    number++;
    return Wire.encode(chunk);
  }

  /** Steps in the chunks so far. */
  long steps() {
    return number * steps;
  }
}
