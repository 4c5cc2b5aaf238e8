package dev.cairn.flink;

import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.TableSpec;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keyed state of the shards of one subtask: blocks of payload, of fixed and of changing index
 * fields, and one header a shard. Blocks are opaque bytes with a format of their own, so that Flink
 * never migrates them.
 */
final class ShardStates {

  private static final Logger LOG = LoggerFactory.getLogger(ShardStates.class);
  private static final String HEADER = "header";

  private final KeyedStateBackend<Long> backend;
  private final MapState<Integer, byte[]> segments;
  private final MapState<Integer, byte[]> fixed;
  private final MapState<Integer, byte[]> changing;
  private final ValueState<byte[]> header;

  ShardStates(KeyedStateBackend<Long> backend, KeyedStateStore store) {
    this.backend = backend;
    this.segments = store.getMapState(blocks("segments"));
    this.fixed = store.getMapState(blocks("fixed"));
    this.changing = store.getMapState(blocks("changing"));
    this.header = store.getState(header());
  }

  /** State of the header of a shard. */
  static ValueStateDescriptor<byte[]> header() {
    return new ValueStateDescriptor<>(HEADER, BytePrimitiveArraySerializer.INSTANCE);
  }

  /** State of blocks: {@code segments}, {@code fixed} or {@code changing}. */
  static MapStateDescriptor<Integer, byte[]> blocks(String name) {
    return new MapStateDescriptor<>(
        name, IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);
  }

  /**
   * Deletes state of removed tables, and refuses that of other shards that are not configured,
   * rather than losing them silently.
   *
   * @param expected keys of the configured shards
   * @param removed names of tables whose state may go
   */
  void requireOnly(Set<Long> expected, Set<String> removed) throws IOException {
    Set<Long> unknown = new HashSet<>();
    try (Stream<Long> keys = backend.getKeys(HEADER, VoidNamespace.INSTANCE)) {
      keys.filter(key -> !expected.contains(key)).forEach(unknown::add);
    }
    for (long key : unknown) {
      backend.setCurrentKey(key);
      StateHeader found = StateHeader.decode(header.value());
      if (removed.contains(found.table())) {
        LOG.info("event=removed_table_deleted table={} shard={}", found.table(), found.shard());
        delete(key);
        continue;
      }
      throw new SuppressRestartsException(
          new IllegalStateException(
              "restored state must be of configured tables: table="
                  + found.table()
                  + " shard="
                  + found.shard()
                  + " shards="
                  + found.shards()
                  + "; configure the table with that number of shards and the same maximum"
                  + " parallelism, or name it under removed_tables to delete its items"));
    }
  }

  /** The shard as it was left, or a new one. */
  ReplayShard open(TableSpec table, int shard, Long key, long seed, long nowMs) throws IOException {
    backend.setCurrentKey(key);
    ReplayShard.Blocks blocks = blocksOf(key);
    byte[] stored = header.value();
    if (stored == null) {
      return ReplayShard.create(table, shard, seed, blocks, nowMs);
    }
    try {
      return ReplayShard.restore(table, shard, blocks, StateHeader.decode(stored).core(), nowMs);
    } catch (IllegalArgumentException e) {
      throw new SuppressRestartsException(e);
    }
  }

  /** Deletes everything of a shard. */
  void delete(Long key) {
    backend.setCurrentKey(key);
    segments.clear();
    fixed.clear();
    changing.clear();
    header.clear();
  }

  /** A new, empty shard, in place of what was deleted. */
  ReplayShard create(TableSpec table, int shard, Long key, long seed, long nowMs) {
    return ReplayShard.create(table, shard, seed, blocksOf(key), nowMs);
  }

  private ReplayShard.Blocks blocksOf(Long key) {
    return new ReplayShard.Blocks(
        new FlinkBlockStore(backend, key, segments),
        new FlinkBlockStore(backend, key, fixed),
        new FlinkBlockStore(backend, key, changing));
  }

  /** Writes what changed of a shard. */
  void save(TableSpec table, int shard, Long key, ReplayShard memory) throws IOException {
    backend.setCurrentKey(key);
    byte[] core = memory.snapshot();
    backend.setCurrentKey(key);
    header.update(new StateHeader(table.name(), shard, table.shards(), core).encode());
  }
}
