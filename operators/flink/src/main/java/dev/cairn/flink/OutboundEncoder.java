package dev.cairn.flink;

import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ShardStats;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import dev.cairn.replay.Totals;
import dev.cairn.replay.limiter.Allowance;
import dev.cairn.schema.Column;
import dev.cairn.schema.DType;
import dev.cairn.schema.Encoding;
import dev.cairn.schema.ItemLedger;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Stats;
import dev.cairn.schema.StepLedger;
import dev.cairn.schema.TableTotals;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.TierDetail;
import dev.cairn.schema.TierTotals;
import dev.cairn.schema.Topics;
import dev.cairn.schema.UpdateLedger;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Encodes what shards give out as records for Kafka. */
final class OutboundEncoder {

  /** How long writers may use an allowance, ms. */
  private final String space;

  private final Topics topics;

  OutboundEncoder(PipelineSpec spec) {
    this.space = spec.space();
    this.topics = new Topics(spec.space());
  }

  /**
   * Upper bound of the size of an encoded minibatch of so many items, in bytes.
   *
   * @param items B
   */
  static long sizeBound(TableSpec table, int items) {
    long row = 4 + 8 + 8 + 1 + 4 + 8 + 8 + table.maxItemBytes();
    long names = 2_000 + 300L * (2 * table.signature().columns().size() + table.tiers().size());
    return row * items + names;
  }

  /** The batch, for the mailbox partition. */
  OutboundRecord minibatch(HostedShard shard, DrawnBatch batch) {
    return outbound(shard.table, batch, builder(shard, batch));
  }

  /** An empty batch in place of one that cannot be sent. */
  OutboundRecord refusal(HostedShard shard, DrawnBatch batch, String why) {
    DrawnBatch empty = batch.refused(why);
    return outbound(shard.table, batch, builder(shard, empty));
  }

  private OutboundRecord outbound(TableSpec table, DrawnBatch batch, Minibatch record) {
    return new OutboundRecord(
        topics.minibatches(table.name()), batch.request().mailbox(), null, Wire.encode(record));
  }

  private Minibatch builder(HostedShard shard, DrawnBatch batch) {
    Minibatch record = new Minibatch();
    record.setSpace(space);
    record.setTable(shard.table.name());
    record.setShard(shard.number);
    record.setAttempt(batch.attempt());
    record.setSequence(batch.sequence());
    record.setLearner(batch.request().learner());
    record.setRequest(batch.request().request());
    if (batch.refused() != null) {
      record.setRefused(batch.refused());
    }
    record.setQ(batch.request().q());
    record.setConfigVersion(shard.configVersion);
    record.setDrawnMs(batch.drawnMs());
    record.setItems(batch.slots().length);
    record.setSlots(ints(batch.slots()));
    record.setIds(longs(batch.ids()));
    record.setProbabilities(doubles(batch.probabilities()));
    record.setTiers(ByteBuffer.wrap(batch.tiers()));
    record.setPriorities(floats(batch.priorities()));
    record.setAgesMs(longs(batch.agesMs()));
    record.setPolicyVersions(longs(batch.policyVersions()));
    record.setColumns(columns(batch));
    record.setTotals(totals(batch.totals()));
    return record;
  }

  private static List<Column> columns(DrawnBatch batch) {
    List<Column> columns = new ArrayList<>(batch.columns().size());
    for (DrawnBatch.ColumnData column : batch.columns()) {
      Tensor tensor =
          new Tensor(
              DType.valueOf(column.dtype().name().toLowerCase(Locale.ROOT)),
              column.shape(),
              ByteBuffer.wrap(column.data()));
      Encoding encoding = Encoding.valueOf(column.encoding().name().toLowerCase(Locale.ROOT));
      columns.add(new Column(column.name(), tensor, encoding));
    }
    return columns;
  }

  /** The statistics, keyed by table. */
  OutboundRecord stats(HostedShard shard, ShardStats stats) {
    TableSpec table = shard.table;
    Stats record = new Stats();
    record.setSpace(space);
    record.setTable(table.name());
    record.setShard(stats.shard());
    record.setShards(table.shards());
    record.setAttempt(stats.attempt());
    record.setSequence(stats.sequence());
    record.setConfigVersion(shard.configVersion);
    record.setAtMs(stats.atMs());
    record.setTotals(totals(stats.totals()));
    record.setShares(table.tiers().stream().map(TierSpec::share).toList());
    record.setUniformMix(table.sampler().uniformMix());
    record.setMaxBatch(table.maxBatch());
    record.setCanSample(stats.canSample());
    record.setWaitingRequests(stats.waitingRequests());
    record.setReason(
        shard.dropped
            ? "the table is dropped: version=" + shard.configVersion + "; revoke that to use it"
            : stats.reason());
    record.setAllowanceSteps(stats.allowanceSteps());
    record.setAllowanceTtlMs(Allowance.TTL_MS);
    record.setActiveWriters(stats.activeWriters());
    setLedgers(record, stats);
    record.setSegments(stats.segments());
    record.setHeldBytes(stats.heldBytes());
    record.setLiveBytes(stats.liveBytes());
    record.setMaxPolicyVersion(stats.maxPolicyVersion());
    record.setPolicyLag(stats.policyLag());
    record.setEffectiveSampleSize(stats.effectiveSampleSize());
    record.setFeedbackMs(
        Float.isNaN(stats.feedbackMsP50())
            ? List.of()
            : List.of(stats.feedbackMsP50(), stats.feedbackMsP99()));
    record.setSamplesPerInsert(stats.limiter().samplesPerInsert());
    record.setMinSize(stats.limiter().minSize());
    record.setLimiterBase(stats.limiter().samples());
    record.setExcluded(stats.totals().tiers().stream().map(Totals.Tier::excluded).toList());
    record.setTierDetails(stats.tierDetails().stream().map(OutboundEncoder::details).toList());
    return new OutboundRecord(
        topics.stats(),
        OutboundRecord.BY_KEY,
        table.name().getBytes(StandardCharsets.UTF_8),
        Wire.encode(record));
  }

  private static void setLedgers(Stats record, ShardStats stats) {
    ShardStats.Steps steps = stats.steps();
    record.setSteps(
        new StepLedger(
            steps.received(),
            steps.assembled(),
            steps.pending(),
            steps.dropped(),
            steps.duplicates(),
            steps.rejected()));
    ShardStats.Items items = stats.items();
    record.setItems(
        new ItemLedger(
            items.created(),
            items.live(),
            items.evicted(),
            items.sampled(),
            items.promoted(),
            items.demoted(),
            items.promotionRefused(),
            items.evictedUnsampled(),
            items.sampledOf(),
            items.cleared(),
            items.evictions().full(),
            items.evictions().bytes(),
            items.evictions().expired()));
    ShardStats.Updates updates = stats.updates();
    record.setUpdates(
        new UpdateLedger(
            updates.received(),
            updates.applied(),
            updates.stale(),
            updates.early(),
            updates.outOfOrder(),
            updates.invalid()));
  }

  private static TierDetail details(ShardStats.TierDetail tier) {
    return new TierDetail(
        list(tier.priorityQuantiles()), list(tier.ageQuantilesMs()), tier.bytes());
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  private static TableTotals totals(Totals totals) {
    List<TierTotals> tiers = new ArrayList<>(totals.tiers().size());
    for (Totals.Tier tier : totals.tiers()) {
      tiers.add(new TierTotals(tier.live(), tier.drawable(), tier.weight(), tier.minWeight()));
    }
    return new TableTotals(
        totals.inserted(),
        totals.sampled(),
        totals.deleted(),
        totals.drawable(),
        totals.minProbability(),
        tiers);
  }

  private static ByteBuffer ints(int[] values) {
    ByteBuffer bytes = littleEndian(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer longs(long[] values) {
    ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer doubles(double[] values) {
    ByteBuffer bytes = littleEndian(values.length * Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer floats(float[] values) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
