package dev.cairn.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of {@link OutboundRecord}. */
final class OutboundRecordSerializer extends ImmutableSerializer<OutboundRecord> {

  static final OutboundRecordSerializer INSTANCE = new OutboundRecordSerializer();

  @Override
  public void serialize(OutboundRecord outbound, DataOutputView target) throws IOException {
    target.writeUTF(outbound.topic());
    target.writeInt(outbound.partition());
    Bytes.writeNullable(outbound.key(), target);
    Bytes.write(outbound.value(), target);
  }

  @Override
  public OutboundRecord deserialize(DataInputView source) throws IOException {
    return new OutboundRecord(
        source.readUTF(), source.readInt(), Bytes.readNullable(source), Bytes.read(source));
  }

  @Override
  public TypeSerializerSnapshot<OutboundRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<OutboundRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
