package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * Refuses tables whose index and cache cannot fit the heap, at start rather than when it is full.
 */
final class HeapBudget {

  /** Memory of an item's index entry, trees included; measured at 87 bytes. */
  private static final long ITEM_BYTES = 90;

  /** What an item has more in tables whose items can cover several rows: its length. */
  private static final long LENGTH_BYTES = 4;

  /** What a row has in such tables: how many items cover it, with room to grow. */
  private static final long ROW_BYTES = 4;

  /** Share of the heap that the memory may take: Flink, Kafka's clients and batches need some. */
  private static final double SHARE = 0.8;

  private HeapBudget() {}

  /**
   * @param owned keys of the shards that live here
   * @param heapBytes largest size of the heap
   */
  static void require(List<TableSpec> tables, Set<Long> owned, ShardKeys keys, long heapBytes) {
    String problem = problem(tables, keys, heapBytes, owned::contains);
    if (problem != null) {
      throw new SuppressRestartsException(new IllegalStateException(problem));
    }
  }

  /**
   * The same for every subtask, taking their heaps to be of one size, so that all of them decide
   * alike.
   *
   * @throws IllegalArgumentException when one subtask could not hold its shards
   */
  static void requireEverywhere(
      List<TableSpec> tables, ShardKeys keys, int parallelism, long heapBytes) {
    for (int subtask = 0; subtask < parallelism; subtask++) {
      KeyGroupRange range =
          KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
              keys.maxParallelism(), parallelism, subtask);
      String problem =
          problem(
              tables,
              keys,
              heapBytes,
              key ->
                  range.contains(
                      KeyGroupRangeAssignment.assignToKeyGroup(key, keys.maxParallelism())));
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
    }
  }

  private static @Nullable String problem(
      List<TableSpec> tables, ShardKeys keys, long heapBytes, Predicate<Long> owned) {
    double needed = 0;
    StringBuilder parts = new StringBuilder();
    for (TableSpec table : tables) {
      long here = 0;
      for (int shard = 0; shard < table.shards(); shard++) {
        here += owned.test(keys.key(table.name(), shard)) ? 1 : 0;
      }
      double share = (double) here / table.shards();
      double index = share * indexBytes(table);
      double cache = share * table.cacheBytes();
      needed += index + cache;
      parts.append(
          String.format(
              " %s: index=%.0f MiB cache=%.0f MiB;", table.name(), mib(index), mib(cache)));
    }
    if (needed <= SHARE * heapBytes) {
      return null;
    }
    return String.format(
        "index and cache of the tables must fit %.0f %% of the heap: needed=%.0f MiB"
            + " heap=%.0f MiB;%s raise the heap (-Xmx, taskmanager.memory.task.heap.size)"
            + " or the parallelism, or lower capacity.items or cache_bytes",
        100 * SHARE, mib(needed), mib((double) heapBytes), parts);
  }

  private static double indexBytes(TableSpec table) {
    double items = table.capacityItems();
    int longest = table.storage().maxLength(table.maxChunkSteps());
    if (longest == 1 && table.signature().context() == 0) {
      return items * ITEM_BYTES;
    }
    double rows = items * (longest + table.signature().context());
    double held = (double) table.capacityBytes() / table.signature().payloadBytes(1);
    return items * (ITEM_BYTES + LENGTH_BYTES) + Math.min(rows, held) * ROW_BYTES;
  }

  private static double mib(double bytes) {
    return bytes / (1 << 20);
  }
}
