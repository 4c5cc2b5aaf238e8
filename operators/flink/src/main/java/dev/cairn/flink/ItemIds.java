package dev.cairn.flink;

import java.nio.charset.StandardCharsets;

/**
 * Identities that are functions of the input's position, so that a replay after a restore gives the
 * same transition the same id.
 *
 * <p>Finalizer of MurmurHash3 (Appleby) over 64-bit words; within one record the ids of different
 * rows differ for certain, across records they collide with probability 2^-64 a pair.
 */
final class ItemIds {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private ItemIds() {}

  /** Hash of a record's position. */
  static long origin(String topic, int partition, long offset) {
    return mix(mix(hash(topic) + partition * GOLDEN) + offset * GOLDEN);
  }

  /**
   * Id of an item.
   *
   * @param origin hash of its record's position
   * @param row first row of the item in the record, at least 0
   * @param variant which of the items that start at the row; 0 for single steps
   */
  static long id(long origin, int row, int variant) {
    return mix(origin + (((long) variant << 32) + row + 1) * GOLDEN);
  }

  /** 64-bit hash of a text, by its UTF-8 bytes. */
  static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long hash = bytes.length;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  /** Shard of the run that starts in a chunk. */
  static int shard(long stream, long incarnation, long chunk, int shards) {
    long hash = mix(mix(stream + incarnation * GOLDEN) + chunk * GOLDEN);
    return (int) ((hash >>> 1) % shards);
  }

  /** A bijection of 64-bit words in which every bit depends on every other. */
  static long mix(long word) {
    long h = word;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
