package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.BlockStore;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.ShardStats;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.Totals;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostedShardTest {

  static final BlockStore NOTHING =
      new BlockStore() {
        @Override
        public byte @Nullable [] get(int number) {
          return null;
        }

        @Override
        public void put(int number, byte[] block) {}

        @Override
        public void remove(int number) {}
      };

  private final TableSpec table = TestTables.table("t", 1);
  private final ReplayShard memory =
      ReplayShard.create(table, 0, 1, new ReplayShard.Blocks(NOTHING, NOTHING, NOTHING), 1_000);
  private final HostedShard shard =
      new HostedShard(table, 0, 1L, memory, new UnregisteredMetricsGroup());

  @Test
  void due_neverPublished_isAtOnce() {
    assertThat(shard.due(1_000)).isTrue();
    assertThat(shard.detailsDue(1_000)).isTrue();
  }

  @Test
  void due_nothingWaits_isASecondLater() {
    shard.published(1_000, true);

    assertThat(shard.due(1_999)).isFalse();
    assertThat(shard.due(2_000)).isTrue();
  }

  @Test
  void due_requestWaits_isTenMillisecondsLater() {
    shard.published(1_000, true);
    memory.request(new SampleRequest("l", 1, 4, 1, 0, 9_000, false), 1_000);

    assertThat(shard.due(1_009)).isFalse();
    assertThat(shard.due(1_010)).isTrue();
    assertThat(shard.detailsDue(1_010)).isFalse();
  }

  @Test
  void due_clockSetBackAnHour_isAtOnce() {
    shard.published(5_000_000, true);

    assertThat(shard.due(1_400_000)).isTrue();
    assertThat(shard.detailsDue(1_400_000)).isTrue();
  }

  @Test
  void newWarning_nearlyAllItemsInOneTier_isSaidOnceUntilItIsOver() {
    assertThat(shard.newWarning(stats(500, 500, 1_000))).isEmpty();
    assertThat(shard.newWarning(stats(10, 10, 1_000))).contains("tier=2 items=980 of=1000");
    assertThat(shard.newWarning(stats(10, 10, 1_001))).isEmpty();
    assertThat(shard.newWarning(stats(300, 300, 1_100))).isEmpty();
    assertThat(shard.newWarning(stats(10, 10, 1_200))).isNotEmpty();
  }

  /** The memory's, with so many items in its first two of three tiers, each with feedback. */
  private ShardStats stats(long first, long second, long items) {
    ShardStats empty = memory.publish(1_000, false);
    List<Totals.Tier> tiers =
        Stream.of(first, second, items - first - second)
            .map(live -> new Totals.Tier(live, live, live, 1))
            .toList();
    ShardStats.Items ledger =
        new ShardStats.Items(
            items, items, 0, 0, 0, List.of(0L, 0L, 0L), 0, 0, 0, 0, empty.items().evictions());
    return new ShardStats(
        0,
        empty.attempt(),
        empty.sequence(),
        empty.atMs(),
        new Totals(items, 0, 0, 0, tiers),
        true,
        0,
        "",
        0,
        0,
        empty.steps(),
        ledger,
        new ShardStats.Updates(items, items, 0, 0, 0, 0),
        0,
        0,
        0,
        -1,
        Double.NaN,
        Double.NaN,
        0,
        0,
        List.of(),
        empty.limiter(),
        empty.inside());
  }
}
