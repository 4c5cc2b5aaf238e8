package dev.cairn.flink;

import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.StepCounts;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of {@link ShardInput}: a byte for the kind, the key, the content. */
final class ShardInputSerializer extends ImmutableSerializer<ShardInput> {

  static final ShardInputSerializer INSTANCE = new ShardInputSerializer();

  private static final int COUNTS = 0;
  private static final int RUN = 1;
  private static final int UPDATES = 2;
  private static final int REQUEST = 3;

  @Override
  public void serialize(ShardInput input, DataOutputView target) throws IOException {
    if (input instanceof ShardInput.Steps steps) {
      target.writeByte(steps.run() == null ? COUNTS : RUN);
      target.writeLong(steps.key());
      writeCounts(steps.counts(), target);
      if (steps.run() != null) {
        RunCodec.write(steps.run(), target);
      }
    } else if (input instanceof ShardInput.Updates updates) {
      target.writeByte(UPDATES);
      target.writeLong(updates.key());
      writeUpdates(updates.updates(), target);
    } else if (input instanceof ShardInput.Request request) {
      target.writeByte(REQUEST);
      target.writeLong(request.key());
      writeRequest(request.request(), target);
    }
  }

  @Override
  public ShardInput deserialize(DataInputView source) throws IOException {
    int kind = source.readUnsignedByte();
    long key = source.readLong();
    return switch (kind) {
      case COUNTS -> new ShardInput.Steps(key, null, readCounts(source));
      case RUN -> {
        StepCounts counts = readCounts(source);
        yield new ShardInput.Steps(key, RunCodec.read(source), counts);
      }
      case UPDATES -> new ShardInput.Updates(key, readUpdates(source));
      case REQUEST -> new ShardInput.Request(key, readRequest(source));
      default ->
          throw new IOException(
              "kind of shard input must be 0 to 3: kind="
                  + kind
                  + "; restart from a savepoint that this version wrote");
    };
  }

  private static void writeCounts(StepCounts counts, DataOutputView target) throws IOException {
    target.writeLong(counts.stream());
    target.writeLong(counts.received());
    target.writeLong(counts.assembled());
    target.writeLong(counts.pending());
    target.writeLong(counts.dropped());
    target.writeLong(counts.duplicates());
    target.writeLong(counts.rejected());
  }

  private static StepCounts readCounts(DataInputView source) throws IOException {
    return new StepCounts(
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong());
  }

  private static void writeUpdates(PriorityUpdates updates, DataOutputView target)
      throws IOException {
    target.writeLong(updates.attempt());
    target.writeLong(updates.sequence());
    target.writeLong(updates.policyVersion());
    target.writeLong(updates.sentMs());
    int n = updates.slots().length;
    target.writeInt(n);
    for (int i = 0; i < n; i++) {
      target.writeInt(updates.slots()[i]);
      target.writeLong(updates.ids()[i]);
      target.writeFloat(updates.values()[i]);
    }
  }

  private static PriorityUpdates readUpdates(DataInputView source) throws IOException {
    long attempt = source.readLong();
    long sequence = source.readLong();
    long policyVersion = source.readLong();
    long sentMs = source.readLong();
    int n = source.readInt();
    int[] slots = new int[n];
    long[] ids = new long[n];
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      slots[i] = source.readInt();
      ids[i] = source.readLong();
      values[i] = source.readFloat();
    }
    return new PriorityUpdates(attempt, sequence, slots, ids, values, policyVersion, sentMs);
  }

  private static void writeRequest(SampleRequest request, DataOutputView target)
      throws IOException {
    target.writeUTF(request.learner());
    target.writeLong(request.request());
    target.writeInt(request.items());
    target.writeDouble(request.q());
    target.writeInt(request.mailbox());
    target.writeLong(request.deadlineMs());
    target.writeBoolean(request.peek());
  }

  private static SampleRequest readRequest(DataInputView source) throws IOException {
    return new SampleRequest(
        source.readUTF(),
        source.readLong(),
        source.readInt(),
        source.readDouble(),
        source.readInt(),
        source.readLong(),
        source.readBoolean());
  }

  @Override
  public TypeSerializerSnapshot<ShardInput> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ShardInput> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
