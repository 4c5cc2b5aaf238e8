package dev.cairn.replay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TierBalanceTest {

  private static final long NOW = 1_000_000;

  /** CartPole's: every step has reward 1. */
  @Test
  void warning_rewardThatIsAlwaysTheSame_comesAfterTheWarmUp() {
    TableSpec spec =
        Tables.table(
            4_000,
            Tables.THREE_TIERS,
            ImportanceSpec.of(new ScorerSpec.Reward(), new NormaliserSpec.Rank(1_000)),
            Tables.PROPORTIONAL);
    ReplayShard shard = shard(spec);
    for (int run = 0; run < 99; run++) {
      shard.insert(Runs.of(run * 11, 10, k -> 1, k -> 1), NOW);
    }
    assertThat(warning(spec, shard)).isEmpty();

    shard.insert(Runs.of(5_000, 10, k -> 1, k -> 1), NOW);

    assertThat(warning(spec, shard))
        .startsWith("one tier holds more than 95 % of the items")
        .contains("tier=2 items=1000 of=1000");
  }

  /** Before feedback all items are in tier 0, and that is as it should be. */
  @Test
  void warning_scoreThatComesWithFeedback_waitsForIt() {
    TableSpec spec =
        Tables.table(10_000, Tables.THREE_TIERS, Tables.BY_LIVE_TD_ERROR, Tables.PROPORTIONAL);
    ReplayShard shard = shard(spec);
    for (int run = 0; run < 150; run++) {
      shard.insert(Runs.of(run * 11, 10, k -> 0, k -> Double.NaN), NOW);
    }
    assertThat(live(shard)).containsExactly(1_500L, 0L, 0L);
    assertThat(warning(spec, shard)).isEmpty();

    for (int request = 0; request < 100; request++) {
      shard.request(new SampleRequest("a", request, 32, 1, 0, NOW, false), NOW);
      DrawnBatch batch = requireNonNull(shard.poll(NOW));
      float[] same = new float[32];
      Arrays.fill(same, 1);
      shard.update(
          new PriorityUpdates(
              batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), same, 1, NOW),
          NOW);
    }

    // Each of those with a value ranks alike; the others are still where they started.
    assertThat(shard.publish(NOW, false).updates().applied()).isGreaterThan(1_500);
    assertThat(TierBalance.warning(spec, List.of(10L, 10L, 1_480L), 1_500, 1_500))
        .contains("tier=2");
    assertThat(TierBalance.warning(spec, List.of(10L, 10L, 1_480L), 1_500, 1_499)).isEmpty();
  }

  @Test
  void warning_tiersThatDivide_orAreMeantToBeLopsided_isNone() {
    TableSpec even = Tables.table(4_000, Tables.THREE_TIERS, Tables.BY_REWARD, Tables.PROPORTIONAL);
    TableSpec lopsided =
        Tables.table(
            4_000,
            List.of(new TierSpec(0.99, 0.5, 0.01), new TierSpec(0, 0.5, 0.99)),
            Tables.BY_REWARD,
            Tables.PROPORTIONAL);
    TableSpec plain = Tables.table(4_000, Tables.ONE_TIER, Tables.BY_REWARD, Tables.PROPORTIONAL);

    // 95 % exactly is not more.
    assertThat(TierBalance.warning(even, List.of(20L, 30L, 950L), 1_000, 0)).isEmpty();
    assertThat(TierBalance.warning(even, List.of(19L, 30L, 951L), 1_000, 0)).isNotEmpty();
    assertThat(TierBalance.warning(lopsided, List.of(40L, 3_960L), 9_000, 0)).isEmpty();
    assertThat(TierBalance.warning(plain, List.of(4_000L), 9_000, 0)).isEmpty();
    assertThat(TierBalance.warning(even, List.of(0L, 0L, 0L), 9_000, 0)).isEmpty();
  }

  private static ReplayShard shard(TableSpec spec) {
    ReplayShard.Blocks blocks =
        new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
    return ReplayShard.create(spec, 0, 1, blocks, NOW);
  }

  private static List<Long> live(ReplayShard shard) {
    return shard.publish(NOW, false).totals().tiers().stream().map(Totals.Tier::live).toList();
  }

  private static String warning(TableSpec spec, ReplayShard shard) {
    ShardStats stats = shard.publish(NOW, false);
    return TierBalance.warning(
        spec, live(shard), stats.items().created(), stats.updates().applied());
  }
}
