package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.LimiterBase;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.ShardStats;
import dev.cairn.replay.ShardTotals;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.Totals;
import dev.cairn.replay.limiter.Allowance;
import dev.cairn.schema.Control;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Stats;
import dev.cairn.schema.Wire;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class DecodeStatsAndControlTest {

  private final TableSpec two = TestTables.table("a", 2);
  private final TableSpec one = TestTables.table("b", 1);
  private final PipelineSpec spec = TestTables.pipeline(two, one);
  private final Totals totals =
      new Totals(
          10,
          20,
          3,
          0.01,
          List.of(
              new Totals.Tier(1, 1, 0.5, 0.5),
              new Totals.Tier(2, 2, 1.5, 0.25),
              new Totals.Tier(4, 0, 0, 0)));

  @Test
  void stats_encodedAndDecoded_areTheTotals() throws Exception {
    try (Decoding<BroadcastInput> decoding =
        new Decoding<>(new DecodeStats(spec), Types.BROADCAST_INPUT)) {
      byte[] bytes = new OutboundEncoder(spec).stats(hosted(two), stats(1)).value();

      assertThat(decoding.decode(TestChunks.raw(bytes, 1)))
          .containsExactly(
              new BroadcastInput.TableTotals(
                  "a", new ShardTotals(1, 50, 6, true, new LimiterBase(2, 30, -4), totals)));
    }
  }

  @Test
  void stats_encoded_carryWhatReadersAndWritersNeed() {
    OutboundRecord record = new OutboundEncoder(spec).stats(hosted(two), stats(1));

    Stats stats = Wire.decode(record.value(), Stats.class);
    assertThat(record.topic()).isEqualTo("test.stats");
    assertThat(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("a");
    assertThat(stats.getShards()).isEqualTo(2);
    assertThat(stats.getShares()).containsExactly(0.5, 0.3, 0.2);
    assertThat(stats.getMaxBatch()).isEqualTo(64);
    assertThat(stats.getConfigVersion()).isEqualTo(3);
    assertThat(stats.getTotals().getDrawable()).isEqualTo(3);
    assertThat(stats.getAllowanceSteps()).isEqualTo(17.5);
    assertThat(stats.getAllowanceTtlMs()).isEqualTo(Allowance.TTL_MS);
    assertThat(stats.getActiveWriters()).isEqualTo(4);
    assertThat(stats.getSteps().getDuplicates()).isEqualTo(5);
    assertThat(stats.getItems().getPromotionRefused()).isEqualTo(10);
    assertThat(stats.getItems().getEvictedUnsampled()).isEqualTo(4);
    assertThat(stats.getItems().getSampledByTier()).containsExactly(6L, 7L);
    assertThat(stats.getTierDetails().get(0).getBytes()).isEqualTo(5);
    assertThat(stats.getUpdates().getOutOfOrder()).isEqualTo(5);
    assertThat(stats.getFeedbackMs()).containsExactly(1f, 2f);
    assertThat(stats.getTierDetails().get(0).getAgeQuantilesMs()).containsExactly(3f);
  }

  @Test
  void stats_ofTableWithOneShard_areNotBroadcast() throws Exception {
    try (Decoding<BroadcastInput> decoding =
        new Decoding<>(new DecodeStats(spec), Types.BROADCAST_INPUT)) {
      byte[] bytes = new OutboundEncoder(spec).stats(hosted(one), stats(0)).value();

      assertThat(decoding.decode(TestChunks.raw(bytes, 1))).isEmpty();
      assertThat(decoding.deadLetters()).isEmpty();
    }
  }

  @Test
  void stats_ofOtherShapeOrTable_areDeadLetters() throws Exception {
    try (Decoding<BroadcastInput> decoding =
        new Decoding<>(new DecodeStats(spec), Types.BROADCAST_INPUT)) {
      OutboundEncoder encoder = new OutboundEncoder(spec);

      decoding.decode(
          TestChunks.raw(encoder.stats(hosted(TestTables.table("a", 3)), stats(1)).value(), 1),
          TestChunks.raw(encoder.stats(hosted(TestTables.table("x", 2)), stats(1)).value(), 2),
          TestChunks.raw(encoder.stats(hosted(two), stats(2)).value(), 3));

      assertThat(decoding.deadLetters())
          .extracting(DeadLetter::getReason)
          .containsExactly("out_of_range", "unknown_table", "out_of_range");
    }
  }

  @Test
  void control_valid_isHandedOnAsItWasRead() throws Exception {
    try (Decoding<BroadcastInput> decoding =
        new Decoding<>(new DecodeControl(spec), Types.BROADCAST_INPUT)) {
      RawRecord raw = TestChunks.raw(Wire.encode(control(1, "a")), 1);
      assertThat(decoding.decode(raw)).containsExactly(new BroadcastInput.Change(raw));
      assertThat(decoding.deadLetters()).isEmpty();
    }
  }

  @Test
  void control_unknownTable_isUnknownTable() throws Exception {
    assertThat(reasonOf(control(1, "x"))).isEqualTo("unknown_table");
  }

  @Test
  void control_versionNotPositive_isOutOfRange() throws Exception {
    assertThat(reasonOf(control(0, "a"))).isEqualTo("out_of_range");
  }

  private String reasonOf(Control control) throws Exception {
    try (Decoding<BroadcastInput> decoding =
        new Decoding<>(new DecodeControl(spec), Types.BROADCAST_INPUT)) {
      assertThat(decoding.decode(TestChunks.raw(Wire.encode(control), 1))).isEmpty();
      assertThat(decoding.deadLetters()).hasSize(1);
      return decoding.deadLetters().get(0).getReason();
    }
  }

  private static Control control(long version, String table) {
    Control control = new Control();
    control.setSpace(TestTables.SPACE);
    control.setVersion(version);
    control.setTable(table);
    control.setChanges(Map.of("sampler.alpha", "0.7"));
    control.setAuthor("me");
    return control;
  }

  private static HostedShard hosted(TableSpec table) {
    ReplayShard.Blocks blocks =
        new ReplayShard.Blocks(
            HostedShardTest.NOTHING, HostedShardTest.NOTHING, HostedShardTest.NOTHING);
    HostedShard hosted =
        new HostedShard(
            table,
            1,
            1L,
            ReplayShard.create(table, 0, 1, blocks, 1_000),
            new UnregisteredMetricsGroup());
    hosted.configVersion = 3;
    return hosted;
  }

  private ShardStats stats(int shard) {
    return new ShardStats(
        shard,
        50,
        6,
        1_234,
        totals,
        true,
        2,
        "why",
        17.5,
        4,
        new ShardStats.Steps(1, 2, 3, 4, 5, 6),
        new ShardStats.Items(
            1, 2, 3, 4, 5, List.of(6L, 7L), 8, 9, 10, 2, new ShardStats.Evictions(11, 12, 13)),
        new ShardStats.Updates(1, 2, 3, 4, 5, 6),
        8,
        9,
        10,
        11,
        12,
        13,
        1,
        2,
        List.of(new ShardStats.TierDetail(new float[] {1}, new float[] {3}, 5)),
        new LimiterBase(2, 30, -4),
        new ShardStats.Inside(ShardStats.Hold.NOTHING, 1, 2, 3, 4, 5, 6, 7));
  }
}
