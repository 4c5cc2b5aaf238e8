package dev.cairn.jobs.bench;

import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Encodes one chunk after the other of an endless stream. Not thread-safe. */
final class Chunks {

  private final TrajectoryChunk chunk = new TrajectoryChunk();
  private final SplittableRandom random = new SplittableRandom(3);
  private final int steps;
  private final boolean lognormal;
  private final @Nullable Frames frames;
  private long number;

  /** Chunks of stream 0 whose items have no TD error yet. */
  Chunks(BenchTable table) {
    this(table, 0, false);
  }

  /**
   * @param stream number of the stream
   * @param lognormal each step comes with a TD error of exp(2 N(0, 1))
   */
  Chunks(BenchTable table, int stream, boolean lognormal) {
    this.steps = table.chunkSteps();
    this.lognormal = lognormal;
    this.frames = table.payload().frames() ? new Frames(steps, stream) : null;
    chunk.setSpace(BenchTable.SPACE);
    chunk.setStream("bench/" + stream);
    chunk.setIncarnation(System.currentTimeMillis() * 1_000);
    chunk.setSteps(steps);
    chunk.setObservations(table.payload().observations(steps));
    chunk.setColumns(table.payload().columns(steps));
    chunk.setTables(List.of(ChunkTable.newBuilder().setTable(BenchTable.TABLE).build()));
    chunk.setPolicy("default");
    chunk.setPolicyVersion(0);
  }

  /** The next chunk's bytes. */
  byte[] next() {
    chunk.setChunk(number);
    chunk.setFirstStep(number * steps);
    chunk.setSentMs(System.currentTimeMillis());
    if (frames != null) {
      chunk.setObservations(List.of(frames.next()));
    }
    if (lognormal) {
      chunk.getTables().get(0).setPriorities(Tensors.of(errors()));
    }
    number++;
    return Wire.encode(chunk);
  }

  private float[] errors() {
    float[] errors = new float[steps];
    for (int i = 0; i < steps; i++) {
      errors[i] = (float) Math.exp(2 * random.nextGaussian());
    }
    return errors;
  }

  /** Steps in the chunks so far. */
  long steps() {
    return number * steps;
  }
}
