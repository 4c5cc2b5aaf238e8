package dev.cairn.flink;

import dev.cairn.replay.trajectory.HeldChunk;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializer of {@link HeldChunk}, which is kept in state: a byte for the version of the format,
 * then the content.
 *
 * <p>Version 1: number, origin, origin step, first step (longs), steps (int), policy version
 * (long), the payload's length (int) and bytes, a float a step; numbers big-endian, the payload as
 * it came.
 */
final class HeldChunkSerializer extends ImmutableSerializer<HeldChunk> {

  static final HeldChunkSerializer INSTANCE = new HeldChunkSerializer();

  private static final int VERSION = 1;

  @Override
  public void serialize(HeldChunk chunk, DataOutputView target) throws IOException {
    target.writeByte(VERSION);
    target.writeLong(chunk.number());
    target.writeLong(chunk.origin());
    target.writeLong(chunk.originStep());
    target.writeLong(chunk.firstStep());
    target.writeInt(chunk.steps());
    target.writeLong(chunk.policyVersion());
    Bytes.write(chunk.payload(), target);
    for (float value : chunk.initial()) {
      target.writeFloat(value);
    }
  }

  @Override
  public HeldChunk deserialize(DataInputView source) throws IOException {
    int version = source.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "version of a chunk that waits must be 1: version="
              + version
              + "; restore with the version of Cairn that wrote it, or a newer one");
    }
    long number = source.readLong();
    long origin = source.readLong();
    long originStep = source.readLong();
    long firstStep = source.readLong();
    int steps = source.readInt();
    long policyVersion = source.readLong();
    byte[] payload = Bytes.read(source);
    float[] initial = new float[steps];
    for (int step = 0; step < steps; step++) {
      initial[step] = source.readFloat();
    }
    return new HeldChunk(
        number, origin, originStep, firstStep, steps, policyVersion, payload, initial);
  }

  @Override
  public TypeSerializerSnapshot<HeldChunk> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<HeldChunk> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
