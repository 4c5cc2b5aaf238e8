package dev.cairn.jobs.bench;

import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.util.List;

/** Encodes one chunk after the other of an endless stream. Not thread-safe. */
final class Chunks {

  private final TrajectoryChunk chunk = new TrajectoryChunk();
  private final int steps;
  private long number;

  Chunks(Payload payload, int steps) {
    this.steps = steps;
    chunk.setSpace(BenchTable.SPACE);
    chunk.setStream("bench/0");
    chunk.setIncarnation(System.currentTimeMillis() * 1_000);
    chunk.setSteps(steps);
    chunk.setObservations(payload.observations(steps));
    chunk.setColumns(payload.columns(steps));
    chunk.setTables(List.of(ChunkTable.newBuilder().setTable(BenchTable.TABLE).build()));
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
