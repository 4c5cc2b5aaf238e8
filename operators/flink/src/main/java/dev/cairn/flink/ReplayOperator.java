package dev.cairn.flink;

import static java.util.Objects.requireNonNull;

import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.Run;
import dev.cairn.replay.ShardStats;
import dev.cairn.replay.StepCounts;
import dev.cairn.schema.Topics;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts one {@link ReplayShard} a key. Input 1 is keyed by shard: runs, priority updates and
 * requests; input 2 is broadcast: totals of the other shards, and changes of the configuration. The
 * main output are minibatches, the side output {@link #STATS} is what shards publish.
 *
 * <p>Every shard whose key group the subtask owns is created or rebuilt in {@link #open()}, so that
 * it publishes before its first input. State is written in {@link #snapshotState} only, but for
 * segments, which the memory puts when they are full. Decisions are the memory's alone.
 */
final class ReplayOperator extends AbstractStreamOperator<OutboundRecord>
    implements TwoInputStreamOperator<ShardInput, BroadcastInput, OutboundRecord> {

  /** Published statistics. */
  static final OutputTag<OutboundRecord> STATS = new OutputTag<>("stats", Types.OUTBOUND_RECORD);

  private static final Logger LOG = LoggerFactory.getLogger(ReplayOperator.class);
  private static final long serialVersionUID = 1L;

  /** Answers that a shard gives before others have their turn. */
  static final int ANSWERS_IN_TURN = 16;

  private final PipelineSpec spec;
  private final ShardKeys keys;
  private final int maxAnswerBytes;

  private transient @Nullable ShardStates states;
  private transient @Nullable ControlState control;
  private transient @Nullable HostedShards shards;
  private transient @Nullable DeadLetters deadLetters;
  private transient List<ControlState.Lost> lost = List.of();
  private transient boolean restored;
  private transient @Nullable OutboundEncoder encoder;
  private transient long wakeMs;

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
    int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    long heap = Runtime.getRuntime().maxMemory();
    control =
        new ControlState(
            context.getOperatorStateStore(),
            spec,
            tables -> HeapBudget.requireEverywhere(tables, keys, parallelism, heap));
    restored = context.isRestored();
  }

  @Override
  public void open() throws Exception {
    super.open();
    encoder = new OutboundEncoder(spec);
    deadLetters = new DeadLetters(spec.space(), getMetricGroup());
    lost = required(control).restore();
    MetricGroup metrics = getMetricGroup().addGroup(ShardMetrics.GROUP);
    shards =
        new HostedShards(
            spec, keys, required(states), required(control).changes(), metrics, this::now);
    required(shards).open(ownedKeyGroups(), restored, now());
    wakeMs = Long.MAX_VALUE;
    wakeAt(now());
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

  @Override
  public void processElement1(StreamRecord<ShardInput> element) {
    ShardInput input = element.getValue();
    HostedShard shard = required(shards).of(input.key());
    if (shard == null) {
      throw new IllegalStateException(
          "input must be for a shard of this subtask: key=" + input.key());
    }
    long now = now();
    if (input instanceof ShardInput.Steps steps && shard.dropped) {
      refuse(shard, steps, now);
    } else if (input instanceof ShardInput.Steps steps) {
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
  public void processElement2(StreamRecord<BroadcastInput> element) throws Exception {
    if (element.getValue() instanceof BroadcastInput.Change change) {
      change(change.raw());
    } else if (element.getValue() instanceof BroadcastInput.TableTotals published) {
      long now = now();
      for (HostedShard shard : required(shards).ofTable(published.table())) {
        if (shard.number != published.totals().shard()) {
          shard.memory.observe(published.totals());
          answer(shard, now);
        }
      }
    }
  }

  private void change(RawRecord raw) throws Exception {
    try {
      if (required(control).accept(requireNonNull(raw.value()))) {
        long now = now();
        required(shards).apply(now);
        wakeAt(now);
      }
    } catch (IllegalArgumentException e) {
      letter(raw, Reason.OUT_OF_RANGE, String.valueOf(e.getMessage()));
    }
  }

  /** Every subtask refuses what one of them refuses: the first says so. */
  private void letter(RawRecord raw, Reason reason, String why) {
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      output.collect(
          DeadLetters.TAG,
          new StreamRecord<>(required(deadLetters).of(raw, new Rejection(reason, why), now())));
    }
  }

  /** Steps for a dropped table. Where they were read is not known any more, what they are is. */
  private void refuse(HostedShard shard, ShardInput.Steps steps, long now) {
    StepCounts counts = steps.counts();
    shard.memory.count(
        new StepCounts(
            counts.stream(),
            counts.received(),
            0,
            counts.pending(),
            counts.dropped(),
            counts.duplicates(),
            counts.rejected() + counts.assembled()),
        now);
    Run run = steps.run();
    if (run == null) {
      return;
    }
    String why =
        "the table is dropped: table="
            + shard.table.name()
            + " version="
            + shard.configVersion
            + " shard="
            + shard.number
            + " episode="
            + run.episode()
            + " first_step="
            + run.firstStep()
            + " items="
            + run.ids().length;
    RawRecord unknown =
        new RawRecord(new Topics(spec.space()).transitions(), -1, -1, -1, null, null);
    output.collect(
        DeadLetters.TAG,
        new StreamRecord<>(
            required(deadLetters).of(unknown, new Rejection(Reason.UNKNOWN_TABLE, why), now)));
  }

  /**
   * Sends answers that may go out now: some, so that a table with many requests does not keep the
   * others of the subtask waiting. The rest follow in their turn.
   */
  private void answer(HostedShard shard, long now) {
    for (int sent = 0; sent < ANSWERS_IN_TURN; sent++) {
      DrawnBatch batch = shard.memory.poll(now);
      if (batch == null) {
        return;
      }
      output.collect(new StreamRecord<>(encode(shard, batch)));
      shard.metrics.answered();
    }
    wakeAt(now + 1);
  }

  private OutboundRecord encode(HostedShard shard, DrawnBatch batch) {
    OutboundRecord answer = encoder().minibatch(shard, batch);
    if (answer.value().length <= maxAnswerBytes) {
      return answer;
    }
    shard.metrics.tooLarge();
    return encoder()
        .refusal(
            shard,
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
    reportLost();
    long next = Long.MAX_VALUE;
    for (HostedShard shard : required(shards).all()) {
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

  /** Control records that were in force and have no place in a changed configuration file. */
  private void reportLost() {
    for (ControlState.Lost each : lost) {
      LOG.warn("event=control_record_lost why=\"{}\"", each.why());
      RawRecord raw =
          new RawRecord(new Topics(spec.space()).control(), -1, -1, -1, null, each.value());
      letter(raw, Reason.OUT_OF_RANGE, each.why());
    }
    lost = List.of();
  }

  private void publish(HostedShard shard, long now) {
    boolean detailed = shard.detailsDue(now);
    ShardStats stats = shard.memory.publish(now, detailed);
    output.collect(STATS, new StreamRecord<>(encoder().stats(shard, stats)));
    shard.metrics.show(shard, stats);
    shard.published(now, detailed);
    String warning = detailed ? shard.newWarning(stats) : "";
    if (!warning.isEmpty()) {
      LOG.warn(
          "event=tiers_unbalanced table={} shard={} why=\"{}\"",
          shard.table.name(),
          shard.number,
          warning);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    required(shards).save();
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
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
