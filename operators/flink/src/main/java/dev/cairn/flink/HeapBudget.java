package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Refuses tables whose index and cache cannot fit the heap, at start rather than when it is full.
 */
final class HeapBudget {

  /** Memory of an item's index entry, trees included; measured at about 80 bytes. */
  private static final long ITEM_BYTES = 80;

  /** Share of the heap that the memory may take: Flink, Kafka's clients and batches need some. */
  private static final double SHARE = 0.8;

  private HeapBudget() {}

  /**
   * @param owned keys of the shards that live here
   * @param heapBytes largest size of the heap
   */
  static void require(List<TableSpec> tables, Set<Long> owned, ShardKeys keys, long heapBytes) {
    double needed = 0;
    StringBuilder parts = new StringBuilder();
    for (TableSpec table : tables) {
      long here = 0;
      for (int shard = 0; shard < table.shards(); shard++) {
        here += owned.contains(keys.key(table.name(), shard)) ? 1 : 0;
      }
      double share = (double) here / table.shards();
      double index = share * table.capacityItems() * ITEM_BYTES;
      double cache = share * table.cacheBytes();
      needed += index + cache;
      parts.append(
          String.format(
              " %s: index=%.0f MiB cache=%.0f MiB;", table.name(), mib(index), mib(cache)));
    }
    if (needed > SHARE * heapBytes) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              String.format(
                  "index and cache of the tables must fit %.0f %% of the heap: needed=%.0f MiB"
                      + " heap=%.0f MiB;%s raise the heap (-Xmx, taskmanager.memory.task.heap.size)"
                      + " or the parallelism, or lower capacity.items or cache_bytes",
                  100 * SHARE, mib(needed), mib((double) heapBytes), parts)));
    }
  }

  private static double mib(double bytes) {
    return bytes / (1 << 20);
  }
}
