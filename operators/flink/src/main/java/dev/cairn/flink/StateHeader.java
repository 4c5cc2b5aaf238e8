package dev.cairn.flink;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What is kept in state beside a shard's blocks: whose they are, and the memory's own header.
 *
 * <p>Version 1: byte 1, table (modified UTF-8), shard, number of shards, length of the memory's
 * header, the header; ints big-endian.
 *
 * @param table its table
 * @param shard its number
 * @param shards number of shards of the table
 * @param core header that the memory wrote
 */
@SuppressWarnings("ArrayRecordComponent")
record StateHeader(String table, int shard, int shards, byte[] core) {

  private static final int VERSION = 1;

  byte[] encode() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(core.length + 128);
    out.writeByte(VERSION);
    out.writeUTF(table);
    out.writeInt(shard);
    out.writeInt(shards);
    Bytes.write(core, out);
    return out.getCopyOfBuffer();
  }

  static StateHeader decode(byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "version of a shard's header must be 1: version="
              + version
              + "; restore with the version of Cairn that wrote it, or a newer one");
    }
    return new StateHeader(in.readUTF(), in.readInt(), in.readInt(), Bytes.read(in));
  }
}
