package dev.cairn.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Type information of everything that travels between operators; none of it goes through Kryo. */
final class Types {

  static final TypeInformation<RawRecord> RAW_RECORD =
      new SerializerTypeInfo<>(RawRecord.class, RawRecordSerializer.INSTANCE);
  static final TypeInformation<StreamInput> STREAM_INPUT =
      new SerializerTypeInfo<>(StreamInput.class, StreamInputSerializer.INSTANCE);
  static final TypeInformation<ShardInput> SHARD_INPUT =
      new SerializerTypeInfo<>(ShardInput.class, ShardInputSerializer.INSTANCE);
  static final TypeInformation<BroadcastInput> BROADCAST_INPUT =
      new SerializerTypeInfo<>(BroadcastInput.class, BroadcastInputSerializer.INSTANCE);
  static final TypeInformation<OutboundRecord> OUTBOUND_RECORD =
      new SerializerTypeInfo<>(OutboundRecord.class, OutboundRecordSerializer.INSTANCE);
  static final TypeInformation<StreamProgress> STREAM_PROGRESS =
      new SerializerTypeInfo<>(StreamProgress.class, StreamProgressSerializer.INSTANCE);

  private Types() {}
}
