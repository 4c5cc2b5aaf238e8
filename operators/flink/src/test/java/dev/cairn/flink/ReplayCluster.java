package dev.cairn.flink;

import static java.util.Objects.requireNonNull;

import dev.cairn.replay.Run;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.StepCounts;
import dev.cairn.schema.Control;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Stats;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** Subtasks of a replay operator on RocksDB, with one clock that tests set. */
final class ReplayCluster implements AutoCloseable {

  static final int MAX_PARALLELISM = 128;

  /** What a checkpoint holds, and the parallelism that it was taken at. */
  record Checkpoint(OperatorSubtaskState state, int parallelism) {}

  private final ShardKeys keys;
  private final List<
          KeyedTwoInputStreamOperatorTestHarness<Long, ShardInput, BroadcastInput, OutboundRecord>>
      subtasks = new ArrayList<>();
  private long now;

  ReplayCluster(PipelineSpec spec, int parallelism, long nowMs, @Nullable Checkpoint from)
      throws Exception {
    this(spec, parallelism, nowMs, from, 1 << 20);
  }

  ReplayCluster(
      PipelineSpec spec, int parallelism, long nowMs, @Nullable Checkpoint from, int maxAnswerBytes)
      throws Exception {
    this.keys = new ShardKeys(spec.tables(), MAX_PARALLELISM);
    this.now = nowMs;
    for (int i = 0; i < parallelism; i++) {
      var harness =
          new KeyedTwoInputStreamOperatorTestHarness<
              Long, ShardInput, BroadcastInput, OutboundRecord>(
              new ReplayOperator(spec, keys, maxAnswerBytes),
              ShardInput::key,
              null,
              org.apache.flink.api.common.typeinfo.Types.LONG,
              MAX_PARALLELISM,
              parallelism,
              i);
      harness.setup(Types.OUTBOUND_RECORD.createSerializer(new SerializerConfigImpl()));
      harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
      harness.setProcessingTime(nowMs);
      if (from != null) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                from.state(), MAX_PARALLELISM, from.parallelism(), parallelism, i));
      }
      harness.open();
      harness.setProcessingTime(nowMs);
      subtasks.add(harness);
    }
  }

  void advanceTo(long nowMs) throws Exception {
    now = nowMs;
    for (var subtask : subtasks) {
      subtask.setProcessingTime(nowMs);
    }
  }

  long now() {
    return now;
  }

  ShardKeys keys() {
    return keys;
  }

  Checkpoint checkpoint() throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (var subtask : subtasks) {
      states.add(subtask.snapshot(1, now));
    }
    return new Checkpoint(
        AbstractStreamOperatorTestHarness.repackageState(
            states.toArray(new OperatorSubtaskState[0])),
        subtasks.size());
  }

  /** State of a cluster of one subtask, as a savepoint has it. */
  OperatorSubtaskState savepoint() throws Exception {
    return subtasks
        .get(0)
        .snapshotWithLocalState(1, now, Savepoints.TYPE)
        .getJobManagerOwnedState();
  }

  void send(ShardInput input) throws Exception {
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            input.key(), MAX_PARALLELISM, subtasks.size());
    subtasks.get(subtask).processElement1(new StreamRecord<>(input));
  }

  void broadcast(BroadcastInput input) throws Exception {
    for (var subtask : subtasks) {
      subtask.processElement2(new StreamRecord<>(input));
    }
  }

  void insert(String table, int shard, Run run) throws Exception {
    int steps = run.steps();
    send(
        new ShardInput.Steps(
            keys.key(table, shard), run, new StepCounts(1, steps, steps, 0, 0, 0, 0)));
  }

  void request(String table, int shard, long id, int items) throws Exception {
    request(table, shard, id, items, now + 1_000);
  }

  void request(String table, int shard, long id, int items, long deadlineMs) throws Exception {
    request(table, shard, new SampleRequest("learner", id, items, 1, 2, deadlineMs, false));
  }

  /** Asks for items without leaving a trace. */
  void peek(String table, int shard, long id, int items) throws Exception {
    request(table, shard, new SampleRequest("learner", id, items, 1, 2, now + 1_000, true));
  }

  private void request(String table, int shard, SampleRequest request) throws Exception {
    send(new ShardInput.Request(keys.key(table, shard), request));
  }

  /** Answers that have come since the last call. */
  List<Minibatch> answers() {
    List<Minibatch> answers = new ArrayList<>();
    for (OutboundRecord record : answerRecords()) {
      answers.add(Wire.decode(record.value(), Minibatch.class));
    }
    return answers;
  }

  List<OutboundRecord> answerRecords() {
    List<OutboundRecord> records = new ArrayList<>();
    for (var subtask : subtasks) {
      records.addAll(subtask.extractOutputValues());
      subtask.getOutput().clear();
    }
    return records;
  }

  /** Broadcasts a control record as the decoder hands it on. */
  void change(Control control) throws Exception {
    byte[] value = Wire.encode(control);
    broadcast(
        new BroadcastInput.Change(
            new RawRecord("test.control", 0, control.getVersion(), now, null, value)));
  }

  /** Dead letters that have come since the last call. */
  List<DeadLetter> deadLetters() {
    List<DeadLetter> all = new ArrayList<>();
    for (var subtask : subtasks) {
      Queue<StreamRecord<OutboundRecord>> output = subtask.getSideOutput(DeadLetters.TAG);
      if (output != null) {
        output.forEach(record -> all.add(Wire.decode(record.getValue().value(), DeadLetter.class)));
        output.clear();
      }
    }
    return all;
  }

  /** Statistics that have come since the last call, in order, of each subtask in turn. */
  List<Stats> stats() {
    List<Stats> all = new ArrayList<>();
    for (var subtask : subtasks) {
      Queue<StreamRecord<OutboundRecord>> output = subtask.getSideOutput(ReplayOperator.STATS);
      if (output != null) {
        output.forEach(record -> all.add(Wire.decode(record.getValue().value(), Stats.class)));
        output.clear();
      }
    }
    return all;
  }

  /** The newest statistics of each shard, a second on. */
  Map<String, Stats> newestStats() throws Exception {
    advanceTo(now + 1_000);
    Map<String, Stats> newest = new HashMap<>();
    for (Stats stats : stats()) {
      newest.put(stats.getTable() + "/" + stats.getShard(), stats);
    }
    return newest;
  }

  /** The newest statistics of one shard, such as {@code t/0}, a second on. */
  Stats newestStats(String shard) throws Exception {
    return requireNonNull(newestStats().get(shard));
  }

  /** Where the feedback on a batch belongs, with a value for each of its items. */
  ShardInput.Updates feedback(Minibatch batch, float... values) {
    return new ShardInput.Updates(
        keys.key(batch.getTable(), batch.getShard()),
        new dev.cairn.replay.PriorityUpdates(
            batch.getAttempt(), batch.getSequence(), slots(batch), ids(batch), values, 5, now));
  }

  static int[] slots(Minibatch batch) {
    int[] slots = new int[batch.getItems()];
    little(batch.getSlots()).asIntBuffer().get(slots);
    return slots;
  }

  static long[] ids(Minibatch batch) {
    long[] ids = new long[batch.getItems()];
    little(batch.getIds()).asLongBuffer().get(ids);
    return ids;
  }

  static float[] priorities(Minibatch batch) {
    float[] priorities = new float[batch.getItems()];
    little(batch.getPriorities()).asFloatBuffer().get(priorities);
    return priorities;
  }

  static ByteBuffer column(Minibatch batch, String name) {
    return batch.getColumns().stream()
        .filter(column -> column.getName().equals(name))
        .map(column -> little(column.getTensor().getData()))
        .findFirst()
        .orElseThrow();
  }

  private static ByteBuffer little(ByteBuffer bytes) {
    return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws Exception {
    for (var subtask : subtasks) {
      subtask.close();
    }
  }
}
