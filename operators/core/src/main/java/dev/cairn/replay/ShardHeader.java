package dev.cairn.replay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The frame of what a shard keeps beside its blocks: magic number, version, and what must not
 * change from one start to the next. What follows is written by each part of the shard in turn;
 * {@link ReplayShard} has the order.
 *
 * <p>Version 5: int magic, short version, int shards, int shard, signature (int length, UTF-8),
 * then the parts. In version 4 the parts have no bounds of tiers.
 */
final class ShardHeader {

  // Of a table whose columns or shards have to change: the topic has what the state cannot give.
  private static final String REFILL =
      "start without this state and with another kafka.group.id, and the table fills from the topic"
          + " again";

  private static final int MAGIC = 0x4341_524E;
  private static final short VERSION = 5;

  /** The first version in which the bounds of the tiers are stored. */
  static final int WITH_BOUNDS = 5;

  private static final int OLDEST = 4;

  /** Writes the parts. */
  interface Write {
    void to(DataOutput out) throws IOException;
  }

  /** Reads the parts, as they are in that version. */
  interface Read {
    void from(DataInput in, int version) throws IOException;
  }

  private ShardHeader() {}

  static byte[] write(TableSpec spec, int shard, Write parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeInt(MAGIC);
      out.writeShort(VERSION);
      out.writeInt(spec.shards());
      out.writeInt(shard);
      writeText(out, describe(spec));
      parts.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the header cannot be used for this table and shard
   */
  static void read(TableSpec spec, int shard, byte[] header, Read parts) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(header));
    try {
      require("a shard's header must begin with its magic number", "magic", MAGIC, in.readInt());
      int version = in.readShort();
      if (version < OLDEST || version > VERSION) {
        throw new IllegalArgumentException(
            "a shard's header must be of a version in ["
                + OLDEST
                + ", "
                + VERSION
                + "]; restore with the release that wrote it: version="
                + version);
      }
      require(
          "a table's number of shards must stay; give it its old number, or " + REFILL,
          "shards",
          spec.shards(),
          in.readInt());
      require("a header must be restored into its own shard", "shard", shard, in.readInt());
      String stored = readText(in);
      String now = describe(spec);
      if (!stored.equals(now)) {
        throw new IllegalArgumentException(
            "a table's signature and storage must stay; give it its old ones, or "
                + REFILL
                + ", with what was written with these columns:"
                + " table="
                + spec.name()
                + " configured="
                + now
                + " stored="
                + stored);
      }
      parts.from(in, version);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "a shard's header must be complete: table="
              + spec.name()
              + " shard="
              + shard
              + " bytes="
              + header.length
              + "; restore from an older checkpoint",
          e);
    }
  }

  private static void require(String rule, String name, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          rule + ": " + name + "=" + found + " expected=" + expected);
    }
  }

  private static String describe(TableSpec spec) {
    StringBuilder text = new StringBuilder();
    for (ColumnSpec column : spec.signature().columns()) {
      text.append(text.length() == 0 ? "" : ", ")
          .append(column.name())
          .append(' ')
          .append(column.dtype())
          .append(column.shape())
          .append(column.observation() ? " observation" : "")
          .append(column.stack() > 1 ? " stack " + column.stack() : "")
          .append(column.compressed() ? " zstd" : "");
    }
    return text.append(describe(spec.storage())).toString();
  }

  /** What stored items rely on: n and gamma may change, the kind of unit may not. */
  private static String describe(StorageUnit unit) {
    if (unit instanceof StorageUnit.Timesteps timesteps && timesteps.single()) {
      return "";
    }
    String kind = unit.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return unit instanceof StorageUnit.Sequences sequences
        ? "; sequences of " + sequences.length()
        : "; " + kind;
  }

  static void writeText(DataOutput out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > 1 << 24) {
      throw new IOException("length of a text must be in [0, 2^24]: length=" + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
