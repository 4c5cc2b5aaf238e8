package dev.cairn.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializer of {@link StreamProgress}, which is kept in state: a byte for the version of the
 * format, then the content.
 *
 * <p>Version 1: incarnation, next chunk, seen ms; three big-endian longs.
 */
final class StreamProgressSerializer extends ImmutableSerializer<StreamProgress> {

  static final StreamProgressSerializer INSTANCE = new StreamProgressSerializer();

  private static final int VERSION = 1;

  @Override
  public void serialize(StreamProgress progress, DataOutputView target) throws IOException {
    target.writeByte(VERSION);
    target.writeLong(progress.incarnation());
    target.writeLong(progress.nextChunk());
    target.writeLong(progress.seenMs());
  }

  @Override
  public StreamProgress deserialize(DataInputView source) throws IOException {
    int version = source.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "version of stream progress must be 1: version="
              + version
              + "; restore with the version of Cairn that wrote it, or a newer one");
    }
    return new StreamProgress(source.readLong(), source.readLong(), source.readLong());
  }

  @Override
  public TypeSerializerSnapshot<StreamProgress> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamProgress> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
