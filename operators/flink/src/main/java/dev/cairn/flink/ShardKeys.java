package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * The keys under which shards are kept: shard s of S lies in key group s·M/S (turned by an offset
 * of the table), so that every parallelism that divides both S and M has the same number of a
 * table's shards on each subtask, and any other differs by one at most. Hashing the few shard
 * numbers themselves would not be even.
 *
 * <p>A key depends on the table's name, the shard, the shard count and M alone. Immutable.
 */
final class ShardKeys implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int maxParallelism;
  private final HashMap<String, long[]> keys = new HashMap<>();

  /**
   * @param maxParallelism M, number of key groups
   * @throws IllegalArgumentException when two tables have the same name
   */
  ShardKeys(List<TableSpec> tables, int maxParallelism) {
    this.maxParallelism = maxParallelism;
    for (TableSpec table : tables) {
      if (keys.put(table.name(), keysOf(table)) != null) {
        throw new IllegalArgumentException(
            "table names must be unique: name=" + table.name() + "; rename one");
      }
    }
  }

  /** M, the number of key groups that the keys were chosen for. */
  int maxParallelism() {
    return maxParallelism;
  }

  /** Number of shards of the table, or 0 when there is no such table. */
  int shards(String table) {
    long[] shards = keys.get(table);
    return shards == null ? 0 : shards.length;
  }

  /** Key of a shard of a known table. */
  long key(String table, int shard) {
    long @Nullable [] shards = keys.get(table);
    if (shards == null) {
      throw new IllegalArgumentException("table must be configured: table=" + table);
    }
    return shards[shard];
  }

  /** Every table with its keys, shard by shard. */
  Map<String, List<Long>> all() {
    Map<String, List<Long>> all = new HashMap<>();
    keys.forEach(
        (table, shards) -> {
          List<Long> list = new ArrayList<>();
          for (long key : shards) {
            list.add(key);
          }
          all.put(table, list);
        });
    return all;
  }

  private long[] keysOf(TableSpec table) {
    long name = ItemIds.hash(table.name());
    int turn = (int) ((name >>> 1) % maxParallelism);
    long[] shards = new long[table.shards()];
    for (int shard = 0; shard < shards.length; shard++) {
      int even = (int) ((long) shard * maxParallelism / shards.length);
      shards[shard] = keyIn((even + turn) % maxParallelism, name + shard);
    }
    return shards;
  }

  private long keyIn(int keyGroup, long seed) {
    for (long attempt = 0; ; attempt++) {
      long key = ItemIds.mix(ItemIds.mix(seed) + attempt);
      if (KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism) == keyGroup) {
        return key;
      }
    }
  }
}
