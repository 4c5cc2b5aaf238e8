package dev.cairn.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializer of {@link TableChunk}; a first byte of flags says what follows. */
final class TableChunkSerializer extends ImmutableSerializer<TableChunk> {

  static final TableChunkSerializer INSTANCE = new TableChunkSerializer();

  private static final int CONTENT = 1;
  private static final int TERMINATED = 2;
  private static final int TRUNCATED = 4;
  private static final int INITIAL = 8;

  @Override
  public void serialize(TableChunk chunk, DataOutputView target) throws IOException {
    TableChunk.Content content = chunk.content();
    target.writeByte(flags(content));
    target.writeUTF(chunk.table());
    target.writeUTF(chunk.stream());
    target.writeLong(chunk.incarnation());
    target.writeLong(chunk.chunk());
    target.writeInt(chunk.steps());
    target.writeLong(chunk.origin());
    if (content == null) {
      return;
    }
    target.writeLong(content.policyVersion());
    target.writeLong(content.episode());
    target.writeLong(content.firstStep());
    Bytes.write(content.payload(), target);
    float[] initial = content.initial();
    if (initial != null) {
      for (float value : initial) {
        target.writeFloat(value);
      }
    }
  }

  private static int flags(TableChunk.@Nullable Content content) {
    if (content == null) {
      return 0;
    }
    return CONTENT
        | (content.terminated() ? TERMINATED : 0)
        | (content.truncated() ? TRUNCATED : 0)
        | (content.initial() != null ? INITIAL : 0);
  }

  @Override
  public TableChunk deserialize(DataInputView source) throws IOException {
    int flags = source.readUnsignedByte();
    String table = source.readUTF();
    String stream = source.readUTF();
    long incarnation = source.readLong();
    long chunk = source.readLong();
    int steps = source.readInt();
    long origin = source.readLong();
    TableChunk.Content content = (flags & CONTENT) == 0 ? null : content(flags, steps, source);
    return new TableChunk(table, stream, incarnation, chunk, steps, origin, content);
  }

  private static TableChunk.Content content(int flags, int steps, DataInputView source)
      throws IOException {
    long policyVersion = source.readLong();
    long episode = source.readLong();
    long firstStep = source.readLong();
    byte[] payload = Bytes.read(source);
    float[] initial = null;
    if ((flags & INITIAL) != 0) {
      initial = new float[steps];
      for (int i = 0; i < steps; i++) {
        initial[i] = source.readFloat();
      }
    }
    return new TableChunk.Content(
        policyVersion,
        episode,
        firstStep,
        (flags & TERMINATED) != 0,
        (flags & TRUNCATED) != 0,
        payload,
        initial);
  }

  @Override
  public TypeSerializerSnapshot<TableChunk> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<TableChunk> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
