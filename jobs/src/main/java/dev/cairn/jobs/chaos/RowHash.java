package dev.cairn.jobs.chaos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/** Hash of one item's columns: CRC-32C over name and bytes of each, in the order of the names. */
final class RowHash {

  private RowHash() {}

  /**
   * @param columns bytes of the item by column, little-endian; not consumed
   */
  static int of(SortedMap<String, ByteBuffer> columns) {
    CRC32C crc = new CRC32C();
    columns.forEach(
        (name, bytes) -> {
          crc.update(name.getBytes(StandardCharsets.UTF_8));
          crc.update(bytes.duplicate());
        });
    return (int) crc.getValue();
  }
}
