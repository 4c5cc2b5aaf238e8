package dev.cairn.flink;

import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.TableSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of one subtask, in the order of the configuration: opened, and kept as the changes in
 * force say. Not thread-safe.
 */
final class HostedShards {

  private static final Logger LOG = LoggerFactory.getLogger(HostedShards.class);

  private final PipelineSpec spec;
  private final ShardKeys keys;
  private final ShardStates states;
  private final ChangesInForce changes;
  private final MetricGroup metrics;
  private final LongSupplier clock;
  private final Map<Long, HostedShard> shards = new LinkedHashMap<>();
  private final Map<String, List<HostedShard>> byTable = new HashMap<>();

  /**
   * @param clock ms since the epoch
   */
  HostedShards(
      PipelineSpec spec,
      ShardKeys keys,
      ShardStates states,
      ChangesInForce changes,
      MetricGroup metrics,
      LongSupplier clock) {
    this.spec = spec;
    this.keys = keys;
    this.states = states;
    this.changes = changes;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Creates or rebuilds every shard whose key group is owned.
   *
   * @param restored whether there was state; else what was cleared before now has no meaning
   */
  void open(KeyGroupRange owned, boolean restored, long nowMs) throws IOException {
    Set<Long> expected = new HashSet<>();
    for (TableSpec table : spec.tables()) {
      for (int shard = 0; shard < table.shards(); shard++) {
        Long key = keys.key(table.name(), shard);
        if (owned.contains(KeyGroupRangeAssignment.assignToKeyGroup(key, keys.maxParallelism()))) {
          expected.add(key);
        }
      }
    }
    states.requireOnly(expected, spec.removedTables());
    HeapBudget.require(changes.tables(), expected, keys, Runtime.getRuntime().maxMemory());
    for (TableSpec table : changes.tables()) {
      List<HostedShard> ofTable = new ArrayList<>();
      byTable.put(table.name(), ofTable);
      for (int shard = 0; shard < table.shards(); shard++) {
        Long key = keys.key(table.name(), shard);
        if (expected.contains(key)) {
          HostedShard hosted = open(table, shard, key, restored, nowMs);
          shards.put(key, hosted);
          ofTable.add(hosted);
        }
      }
    }
  }

  private HostedShard open(TableSpec table, int shard, Long key, boolean restored, long nowMs)
      throws IOException {
    boolean dropped = changes.dropped(table.name());
    TableSpec configured = dropped ? unpaced(table) : table;
    long begunMs = clock.getAsLong();
    ReplayShard memory = states.open(configured, shard, key, seed(table, shard), nowMs);
    long indexMs = clock.getAsLong() - begunMs;
    HostedShard hosted = new HostedShard(configured, shard, key, memory, metrics);
    hosted.dropped = dropped;
    hosted.configVersion = changes.version(table.name());
    long cleared = changes.clearedMs(table.name());
    hosted.clearedMs = restored ? cleared : Math.max(cleared, nowMs);
    if (restored) {
      LOG.info(
          "event=restored table={} shard={} attempt={} items={} index_ms={} config_version={}"
              + " dropped={}",
          table.name(),
          shard,
          memory.attempt(),
          memory.size(),
          indexMs,
          hosted.configVersion,
          dropped);
    }
    return hosted;
  }

  /** A dropped table holds no writer back: they may write to others too. */
  private static TableSpec unpaced(TableSpec table) {
    return table.with(
        table.capacityItems(),
        table.capacityBytes(),
        table.tiers(),
        table.sampler(),
        new LimiterSpec(1, Double.NaN, 0));
  }

  private long seed(TableSpec table, int shard) {
    return ItemIds.mix(spec.seed() ^ ItemIds.mix(ItemIds.hash(table.name()) + shard));
  }

  /** Brings every shard to what is in force now. */
  void apply(long nowMs) {
    for (HostedShard shard : shards.values()) {
      long version = changes.version(shard.table.name());
      if (version != shard.configVersion) {
        apply(shard, changes.table(shard.table.name()), nowMs);
        LOG.info(
            "event=configuration_changed table={} shard={} version={} before={} items={} dropped={}",
            shard.table.name(),
            shard.number,
            version,
            shard.configVersion,
            shard.memory.size(),
            shard.dropped);
        shard.configVersion = version;
        shard.publishSoon();
      }
    }
  }

  private void apply(HostedShard shard, TableSpec table, long nowMs) {
    boolean dropped = changes.dropped(table.name());
    long cleared = changes.clearedMs(table.name());
    TableSpec configured = dropped ? unpaced(table) : table;
    if (dropped != shard.dropped) {
      states.delete(shard.key);
      long attempt = Math.max(nowMs, shard.memory.attempt() + 1);
      shard.memory =
          states.create(configured, shard.number, shard.key, seed(table, shard.number), attempt);
    } else {
      shard.memory.configure(configured);
      if (cleared > shard.clearedMs) {
        shard.memory.clear();
      }
    }
    shard.clearedMs = Math.max(shard.clearedMs, cleared);
    shard.dropped = dropped;
    shard.table = configured;
  }

  /** The shard of a key; null when it is not hosted here. */
  @Nullable HostedShard of(long key) {
    return shards.get(key);
  }

  /** The table's shards that are hosted here. */
  List<HostedShard> ofTable(String table) {
    return byTable.getOrDefault(table, List.of());
  }

  Collection<HostedShard> all() {
    return shards.values();
  }

  /** Writes what changed; of a dropped table there is nothing to keep. */
  void save() throws IOException {
    for (HostedShard shard : shards.values()) {
      if (!shard.dropped) {
        states.save(shard.table, shard.number, shard.key, shard.memory);
      }
    }
  }
}
