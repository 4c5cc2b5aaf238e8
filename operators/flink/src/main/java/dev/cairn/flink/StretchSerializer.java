package dev.cairn.flink;

import dev.cairn.replay.trajectory.Stretch;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializer of {@link Stretch}, which is kept in state: a byte for the version of the format, then
 * the content.
 *
 * <p>Version 2: eleven big-endian longs in the order of the record, then a double. Version 1 has no
 * double: what the episode has earned so far is not known.
 */
final class StretchSerializer extends ImmutableSerializer<Stretch> {

  static final StretchSerializer INSTANCE = new StretchSerializer();

  private static final int VERSION = 2;

  @Override
  public void serialize(Stretch stretch, DataOutputView target) throws IOException {
    target.writeByte(VERSION);
    target.writeLong(stretch.format());
    target.writeLong(stretch.incarnation());
    target.writeLong(stretch.episode());
    target.writeLong(stretch.first());
    target.writeLong(stretch.next());
    target.writeLong(stretch.looked());
    target.writeLong(stretch.decided());
    target.writeLong(stretch.end());
    target.writeLong(stretch.firstChunk());
    target.writeLong(stretch.lastChunk());
    target.writeLong(stretch.bytes());
    target.writeDouble(stretch.earned());
  }

  @Override
  public Stretch deserialize(DataInputView source) throws IOException {
    int version = source.readUnsignedByte();
    if (version < 1 || version > VERSION) {
      throw new IOException(
          "version of an open stretch must be 1 or 2: version="
              + version
              + "; restore with the version of Cairn that wrote it, or a newer one");
    }
    return new Stretch(
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        version == 1 ? Double.NaN : source.readDouble());
  }

  @Override
  public TypeSerializerSnapshot<Stretch> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Stretch> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
