package dev.cairn.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of {@link StreamInput}: a byte for the kind, then the content. */
final class StreamInputSerializer extends ImmutableSerializer<StreamInput> {

  static final StreamInputSerializer INSTANCE = new StreamInputSerializer();

  private static final int CHUNK = 0;
  private static final int AMENDMENT = 1;

  @Override
  public void serialize(StreamInput input, DataOutputView target) throws IOException {
    if (input instanceof TableChunk chunk) {
      target.writeByte(CHUNK);
      TableChunkSerializer.INSTANCE.serialize(chunk, target);
    } else if (input instanceof TableAmendment amendment) {
      target.writeByte(AMENDMENT);
      target.writeUTF(amendment.table());
      target.writeUTF(amendment.stream());
      target.writeLong(amendment.incarnation());
      target.writeLong(amendment.episode());
      target.writeLong(amendment.step());
      target.writeInt(amendment.column());
      Bytes.write(amendment.value(), target);
      RawRecordSerializer.INSTANCE.serialize(amendment.raw(), target);
    }
  }

  @Override
  public StreamInput deserialize(DataInputView source) throws IOException {
    int kind = source.readUnsignedByte();
    return switch (kind) {
      case CHUNK -> TableChunkSerializer.INSTANCE.deserialize(source);
      case AMENDMENT ->
          new TableAmendment(
              source.readUTF(),
              source.readUTF(),
              source.readLong(),
              source.readLong(),
              source.readLong(),
              source.readInt(),
              Bytes.read(source),
              RawRecordSerializer.INSTANCE.deserialize(source));
      default ->
          throw new IOException(
              "kind of stream input must be 0 or 1: kind="
                  + kind
                  + "; restart from a savepoint that this version wrote");
    };
  }

  @Override
  public TypeSerializerSnapshot<StreamInput> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamInput> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
