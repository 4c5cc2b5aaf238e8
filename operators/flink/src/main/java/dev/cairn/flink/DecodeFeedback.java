package dev.cairn.flink;

import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.UpdateKind;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.util.HashMap;

/**
 * Decodes feedback: one output for each list of updates and each request, for its shard. What is
 * wrong in one of them does not touch the others; a record gives one dead letter at most, for the
 * first fault in it. Values are not looked at here: the shard counts what is not finite.
 */
final class DecodeFeedback extends DecodeFunction<Feedback, ShardInput> {

  private static final long serialVersionUID = 1L;
  private static final int MAX_LEARNER = 200;

  private final ShardKeys keys;
  private final HashMap<String, SamplerSpec.Takes> takes = new HashMap<>();

  DecodeFeedback(PipelineSpec spec, ShardKeys keys) {
    super(spec.space());
    this.keys = keys;
    for (TableSpec table : spec.tables()) {
      takes.put(table.name(), table.sampler().takes());
    }
  }

  @Override
  Feedback parse(byte[] value) {
    return Wire.decode(value, Feedback.class);
  }

  @Override
  String space(Feedback feedback) {
    return feedback.getSpace();
  }

  @Override
  void decode(Feedback feedback, Input<ShardInput> input) throws Rejection {
    check(feedback);
    Faults faults = new Faults();
    for (PriorityUpdates updates : feedback.getUpdates()) {
      try {
        input.emit(updates(feedback, updates));
      } catch (Rejection e) {
        faults.add(e);
      }
    }
    for (SampleRequest request : feedback.getRequests()) {
      try {
        input.emit(request(feedback, request));
      } catch (Rejection e) {
        faults.add(e);
      }
    }
    faults.throwIfAny();
  }

  private static void check(Feedback feedback) throws Rejection {
    int length = feedback.getLearner().length();
    Rejection.require(
        length >= 1 && length <= MAX_LEARNER,
        Reason.OUT_OF_RANGE,
        "learner must have 1 to 200 characters: learner=",
        feedback.getLearner());
    Rejection.require(
        feedback.getPolicyVersion() >= -1,
        Reason.OUT_OF_RANGE,
        "policy_version must be >= -1: policy_version=",
        feedback.getPolicyVersion());
  }

  private long key(String table, int shard) throws Rejection {
    int shards = keys.shards(table);
    Rejection.require(
        shards > 0,
        Reason.UNKNOWN_TABLE,
        "table must be configured: allowed=" + takes.keySet() + " table=",
        table);
    Rejection.require(
        shard >= 0 && shard < shards,
        Reason.OUT_OF_RANGE,
        "shard must be below the table's number of shards: table="
            + table
            + " shards="
            + shards
            + " shard=",
        shard);
    return keys.key(table, shard);
  }

  private ShardInput updates(Feedback feedback, PriorityUpdates updates) throws Rejection {
    String table = updates.getTable();
    long key = key(table, updates.getShard());
    boolean fits =
        takes.get(table) == SamplerSpec.Takes.PRIORITY
            ? updates.getKind() == UpdateKind.priority
            : updates.getKind() == UpdateKind.td_error;
    Rejection.require(
        fits,
        Reason.UNSUPPORTED,
        "kind must be what the table takes: table="
            + table
            + " takes="
            + takes.get(table)
            + " kind=",
        updates.getKind());
    float[] values = UpdateValues.of(updates, updates.getKind() == UpdateKind.td_error);
    int n = values.length;
    ByteBuffer slotBytes = Tensors.littleEndian(updates.getSlots());
    int[] slots = new int[n];
    slotBytes.asIntBuffer().get(slots);
    long[] ids = new long[n];
    Tensors.littleEndian(updates.getIds()).asLongBuffer().get(ids);
    return new ShardInput.Updates(
        key,
        new dev.cairn.replay.PriorityUpdates(
            updates.getAttempt(),
            updates.getSequence(),
            slots,
            ids,
            values,
            feedback.getPolicyVersion(),
            feedback.getSentMs()));
  }

  private ShardInput request(Feedback feedback, SampleRequest request) throws Rejection {
    long key = key(request.getTable(), request.getShard());
    Rejection.require(
        request.getMailbox() >= 0,
        Reason.OUT_OF_RANGE,
        "mailbox must be a partition: mailbox=",
        request.getMailbox());
    return new ShardInput.Request(
        key,
        new dev.cairn.replay.SampleRequest(
            feedback.getLearner(),
            request.getRequest(),
            request.getItems(),
            request.getQ(),
            request.getMailbox(),
            request.getDeadlineMs(),
            request.getPeek()));
  }
}
