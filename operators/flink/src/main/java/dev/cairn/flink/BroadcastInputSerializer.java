package dev.cairn.flink;

import dev.cairn.replay.LimiterBase;
import dev.cairn.replay.ShardTotals;
import dev.cairn.replay.Totals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of {@link BroadcastInput}: a byte for the kind, then the content. */
final class BroadcastInputSerializer extends ImmutableSerializer<BroadcastInput> {

  static final BroadcastInputSerializer INSTANCE = new BroadcastInputSerializer();

  private static final int TABLE_TOTALS = 0;
  private static final int CHANGE = 1;

  @Override
  public void serialize(BroadcastInput input, DataOutputView target) throws IOException {
    if (input instanceof BroadcastInput.TableTotals table) {
      target.writeByte(TABLE_TOTALS);
      target.writeUTF(table.table());
      ShardTotals shard = table.totals();
      target.writeInt(shard.shard());
      target.writeLong(shard.attempt());
      target.writeLong(shard.sequence());
      target.writeBoolean(shard.canSample());
      target.writeDouble(shard.limiter().samplesPerInsert());
      target.writeLong(shard.limiter().minSize());
      target.writeLong(shard.limiter().samples());
      writeTotals(shard.totals(), target);
    } else if (input instanceof BroadcastInput.Change change) {
      target.writeByte(CHANGE);
      RawRecordSerializer.INSTANCE.serialize(change.raw(), target);
    }
  }

  @Override
  public BroadcastInput deserialize(DataInputView source) throws IOException {
    int kind = source.readUnsignedByte();
    if (kind == CHANGE) {
      return new BroadcastInput.Change(RawRecordSerializer.INSTANCE.deserialize(source));
    }
    if (kind != TABLE_TOTALS) {
      throw new IOException(
          "kind of broadcast input must be 0 or 1: kind="
              + kind
              + "; restart from a savepoint that this version wrote");
    }
    String table = source.readUTF();
    int shard = source.readInt();
    long attempt = source.readLong();
    long sequence = source.readLong();
    boolean canSample = source.readBoolean();
    LimiterBase limiter =
        new LimiterBase(source.readDouble(), source.readLong(), source.readLong());
    return new BroadcastInput.TableTotals(
        table, new ShardTotals(shard, attempt, sequence, canSample, limiter, readTotals(source)));
  }

  private static void writeTotals(Totals totals, DataOutputView target) throws IOException {
    target.writeLong(totals.inserted());
    target.writeLong(totals.sampled());
    target.writeLong(totals.deleted());
    target.writeDouble(totals.minProbability());
    target.writeInt(totals.tiers().size());
    for (Totals.Tier tier : totals.tiers()) {
      target.writeLong(tier.live());
      target.writeLong(tier.drawable());
      target.writeDouble(tier.weight());
      target.writeDouble(tier.minWeight());
      target.writeLong(tier.excluded());
    }
  }

  private static Totals readTotals(DataInputView source) throws IOException {
    long inserted = source.readLong();
    long sampled = source.readLong();
    long deleted = source.readLong();
    double minProbability = source.readDouble();
    int n = source.readInt();
    List<Totals.Tier> tiers = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      tiers.add(
          new Totals.Tier(
              source.readLong(),
              source.readLong(),
              source.readDouble(),
              source.readDouble(),
              source.readLong()));
    }
    return new Totals(inserted, sampled, deleted, minProbability, List.copyOf(tiers));
  }

  @Override
  public TypeSerializerSnapshot<BroadcastInput> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the stateless serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<BroadcastInput> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
