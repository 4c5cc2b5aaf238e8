package dev.cairn.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of {@link RawRecord}. */
final class RawRecordSerializer extends ImmutableSerializer<RawRecord> {

  static final RawRecordSerializer INSTANCE = new RawRecordSerializer();

  @Override
  public void serialize(RawRecord raw, DataOutputView target) throws IOException {
    target.writeUTF(raw.topic());
    target.writeInt(raw.partition());
    target.writeLong(raw.offset());
    target.writeLong(raw.timestampMs());
    Bytes.writeNullable(raw.key(), target);
    Bytes.writeNullable(raw.value(), target);
  }

  @Override
  public RawRecord deserialize(DataInputView source) throws IOException {
    return new RawRecord(
        source.readUTF(),
        source.readInt(),
        source.readLong(),
        source.readLong(),
        Bytes.readNullable(source),
        Bytes.readNullable(source));
  }

  @Override
  public TypeSerializerSnapshot<RawRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RawRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
