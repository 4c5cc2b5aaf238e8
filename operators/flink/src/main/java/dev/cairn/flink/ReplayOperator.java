package dev.cairn.flink;

import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Hosts one {@link ReplayShard} a key. Input 1 is keyed by shard: runs, priority updates and
 * requests; input 2 is broadcast: totals of the other shards. The main output are minibatches, the
 * side output {@link #STATS} is what shards publish.
 *
 * <p>Every shard whose key group the subtask owns is created or rebuilt in {@link #open()}, so that
 * it publishes before its first input. State is written in {@link #snapshotState} only, but for
 * segments, which the memory puts when they are full. Decisions are the memory's alone.
 */
final class ReplayOperator extends AbstractStreamOperator<OutboundRecord>
    implements TwoInputStreamOperator<ShardInput, BroadcastInput, OutboundRecord> {

  /** Published statistics. */
  static final OutputTag<OutboundRecord> STATS = new OutputTag<>("stats", Types.OUTBOUND_RECORD);

  private static final long serialVersionUID = 1L;

  private final PipelineSpec spec;
  private final ShardKeys keys;
  private final int maxAnswerBytes;

  private transient @Nullable ShardStates states;
  private transient Map<Long, HostedShard> shards = new HashMap<>();
  private transient Map<String, List<HostedShard>> byTable = new HashMap<>();
  private transient @Nullable OutboundEncoder encoder;
  private transient long wakeMs;
  private transient Counter answers = new SimpleCounter();
  private transient Counter tooLarge = new SimpleCounter();

  /**
   * @param maxAnswerBytes largest encoded minibatch that Kafka takes; larger ones are refused
   */
  ReplayOperator(PipelineSpec spec, ShardKeys keys, int maxAnswerBytes) {
    this.spec = spec;
    this.keys = keys;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    states = new ShardStates(getKeyedStateBackend(), context.getKeyedStateStore());
  }

  @Override
  public void open() throws Exception {
    super.open();
    encoder = new OutboundEncoder(spec);
    shards = new HashMap<>();
    byTable = new HashMap<>();
    answers = getMetricGroup().counter("answers");
    tooLarge = getMetricGroup().counter("answersTooLarge");
    openShards();
    wakeMs = Long.MAX_VALUE;
    wakeAt(now());
  }

  private void openShards() throws Exception {
    KeyGroupRange owned = ownedKeyGroups();
    Set<Long> expected = new HashSet<>();
    List<HostedShard> found = new ArrayList<>();
    for (TableSpec table : spec.tables()) {
      byTable.put(table.name(), new ArrayList<>());
    }
    for (TableSpec table : spec.tables()) {
      for (int shard = 0; shard < table.shards(); shard++) {
        Long key = keys.key(table.name(), shard);
        if (owned.contains(KeyGroupRangeAssignment.assignToKeyGroup(key, keys.maxParallelism()))) {
          expected.add(key);
        }
      }
    }
    states().requireOnly(expected);
    HeapBudget.require(spec.tables(), expected, keys, Runtime.getRuntime().maxMemory());
    for (TableSpec table : spec.tables()) {
      for (int shard = 0; shard < table.shards(); shard++) {
        Long key = keys.key(table.name(), shard);
        if (expected.contains(key)) {
          ReplayShard memory = states().open(table, shard, key, seed(table, shard), now());
          found.add(new HostedShard(table, shard, key, memory));
        }
      }
    }
    for (HostedShard shard : found) {
      shards.put(shard.key, shard);
      byTable.computeIfAbsent(shard.table.name(), name -> new ArrayList<>()).add(shard);
    }
  }

  private KeyGroupRange ownedKeyGroups() {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    if (task.getMaxNumberOfParallelSubtasks() != keys.maxParallelism()) {
      throw new IllegalStateException(
          "maximum parallelism must be what keys were chosen for: keys="
              + keys.maxParallelism()
              + " operator="
              + task.getMaxNumberOfParallelSubtasks());
    }
    return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
        keys.maxParallelism(), task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
  }

  private long seed(TableSpec table, int shard) {
    return ItemIds.mix(spec.seed() ^ ItemIds.mix(ItemIds.hash(table.name()) + shard));
  }

  @Override
  public void processElement1(StreamRecord<ShardInput> element) {
    ShardInput input = element.getValue();
    HostedShard shard = shards.get(input.key());
    if (shard == null) {
      throw new IllegalStateException(
          "input must be for a shard of this subtask: key=" + input.key() + " shards=" + shards);
    }
    long now = now();
    if (input instanceof ShardInput.Steps steps) {
      if (steps.run() != null) {
        shard.memory.insert(steps.run(), now);
      }
      shard.memory.count(steps.counts(), now);
    } else if (input instanceof ShardInput.Updates updates) {
      shard.memory.update(updates.updates(), now);
    } else if (input instanceof ShardInput.Request request) {
      shard.memory.request(request.request(), now);
    }
    answer(shard, now);
    wakeAt(Math.max(now, shard.dueMs()));
  }

  @Override
  public void processElement2(StreamRecord<BroadcastInput> element) {
    if (element.getValue() instanceof BroadcastInput.TableTotals published) {
      long now = now();
      for (HostedShard shard : byTable.getOrDefault(published.table(), List.of())) {
        if (shard.number != published.totals().shard()) {
          shard.memory.observe(published.totals());
          answer(shard, now);
        }
      }
    }
  }

  /** Sends every answer that may go out now. */
  private void answer(HostedShard shard, long now) {
    DrawnBatch batch = shard.memory.poll(now);
    while (batch != null) {
      output.collect(new StreamRecord<>(encode(shard, batch)));
      answers.inc();
      batch = shard.memory.poll(now);
    }
  }

  private OutboundRecord encode(HostedShard shard, DrawnBatch batch) {
    OutboundRecord answer = encoder().minibatch(shard.table, shard.number, batch);
    if (answer.value().length <= maxAnswerBytes) {
      return answer;
    }
    tooLarge.inc();
    return encoder()
        .refusal(
            shard.table,
            shard.number,
            batch,
            "an answer must fit a Kafka record: allowed="
                + maxAnswerBytes
                + " bytes="
                + answer.value().length
                + " items="
                + batch.slots().length
                + "; ask for fewer items or raise max.request.size");
  }

  /** Makes sure that {@link #tick} runs at that time or before. */
  private void wakeAt(long atMs) {
    if (atMs < wakeMs) {
      wakeMs = atMs;
      // Never cancelled: a timer that was overtaken does nothing.
      var unused = getProcessingTimeService().registerTimer(atMs, this::tick);
    }
  }

  private void tick(long timestamp) {
    if (timestamp != wakeMs) {
      return; // an earlier wake-up has taken its place
    }
    wakeMs = Long.MAX_VALUE;
    long now = now();
    long next = Long.MAX_VALUE;
    for (HostedShard shard : shards.values()) {
      setCurrentKey(shard.key);
      answer(shard, now); // requests may be past their deadline, or allowed by other shards' totals
      if (shard.due(now)) {
        publish(shard, now);
      }
      next = Math.min(next, shard.dueMs());
    }
    if (next != Long.MAX_VALUE) {
      wakeAt(next);
    }
  }

  private void publish(HostedShard shard, long now) {
    boolean detailed = shard.detailsDue(now);
    output.collect(
        STATS,
        new StreamRecord<>(encoder().stats(shard.table, shard.memory.publish(now, detailed))));
    shard.published(now, detailed);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (HostedShard shard : shards.values()) {
      states().save(shard.table, shard.number, shard.key, shard.memory);
    }
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  private ShardStates states() {
    return required(states);
  }

  private OutboundEncoder encoder() {
    return required(encoder);
  }

  private static <T> T required(@Nullable T opened) {
    if (opened == null) {
      throw new IllegalStateException("open() must come first: opened=null");
    }
    return opened;
  }
}
