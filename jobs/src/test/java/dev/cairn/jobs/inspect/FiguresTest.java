package dev.cairn.jobs.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.ItemView;
import dev.cairn.replay.ShardStats;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final List<Float> NONE = List.of();

  private static ItemView item(long id, float priority) {
    return new ItemView((int) id, id, 0, priority, Double.NaN, priority, 0, 0, -1);
  }

  /** Of those evicted one was never drawn, one went by bytes, one by its age, one was cleared. */
  private static Map<String, Long> items(long created, long live, long evicted, long sampled) {
    long others = Math.min(1, evicted / 3);
    return Ledgers.items(
        new ShardStats.Items(
            created,
            live,
            evicted,
            Math.min(1, evicted),
            sampled,
            List.of(),
            0,
            0,
            0,
            others,
            new ShardStats.Evictions(evicted - 3 * others, others, others)));
  }

  private static Figures shard(long live, List<Float> priorities, List<ItemView> top) {
    TierFigures tier =
        new TierFigures(1, live, live, live, 2, 10 * live, live, 1L, priorities, NONE, NONE);
    return new Figures(
        "t",
        1,
        live,
        Ledgers.steps(live, live, 0, 0, 0, 0),
        items(live + 4, live, 4, live),
        Ledgers.updates(0, 0, 0, 0, 0, 0),
        List.of(tier),
        1,
        100,
        50,
        live,
        Double.NaN,
        0.5,
        "",
        "",
        List.of(),
        top,
        List.of());
  }

  @Test
  void plus_twoShards_isTheTable() {
    Figures one = shard(10, List.of(0f, 1f, 4f), List.of(item(1, 4), item(2, 1)));
    Figures two = shard(30, List.of(1f, 5f, 8f), List.of(item(3, 8), item(4, 2)));

    Figures both = one.plus(two, 3);

    assertThat(both.shards()).isEqualTo(2);
    assertThat(both.items()).containsEntry("live", 40L).containsEntry("evicted", 8L);
    assertThat(both.evictedUnsampledShare()).isEqualTo(0.25);
    TierFigures tier = both.tiers().get(0);
    assertThat(tier.items()).isEqualTo(40);
    assertThat(tier.excluded()).isEqualTo(4);
    assertThat(tier.neverSampled()).isEqualTo(2);
    // The median: (10 * 1 + 30 * 5) / 40.
    assertThat(tier.priorities()).containsExactly(0f, 4f, 8f);
    assertThat(both.top()).extracting(ItemView::id).containsExactly(3L, 1L, 4L);
    assertThat(both.effectiveSampleSize()).isEqualTo(0.5);
    assertThat(both.policyLag()).isNaN();
  }

  @Test
  void plus_emptyShard_changesNoQuantile() {
    Figures one = shard(10, List.of(0f, 1f, 4f), List.of());
    Figures empty = shard(0, List.of(Float.NaN, Float.NaN, Float.NaN), List.of());

    assertThat(one.plus(empty, 3).tiers().get(0).priorities()).containsExactly(0f, 1f, 4f);
    assertThat(empty.plus(one, 3).tiers().get(0).priorities()).containsExactly(0f, 1f, 4f);
  }

  @Test
  void imbalances_stepLost_isNamed() {
    List<String> lines =
        Ledgers.imbalances(
            Ledgers.steps(10, 8, 1, 0, 0, 0),
            items(8, 7, 1, 3),
            Ledgers.updates(2, 2, 0, 0, 0, 0),
            6,
            3);

    assertThat(lines)
        .containsExactly(
            "steps received = what became of them: left=10 right=9",
            "items live = sum of tiers: left=7 right=6");
  }

  @Test
  void text_brokenInvariant_standsOut() {
    Figures broken =
        new Figures(
            "t",
            1,
            0,
            Ledgers.steps(0, 0, 0, 0, 0, 0),
            items(6, 0, 6, 0),
            Ledgers.updates(0, 0, 0, 0, 0, 0),
            List.of(),
            0,
            0,
            0,
            -1,
            Double.NaN,
            Double.NaN,
            "sampler fifo takes items in order",
            "",
            List.of("one tier holds"),
            List.of(),
            List.of("table t, shard 0: no item is held twice: id=7"));

    assertThat(FiguresText.of(broken))
        .contains("BROKEN invariants:\n    table t, shard 0: no item is held twice: id=7\n")
        .contains("evicted  3 full, 1 bytes, 1 expired, 1 cleared, 1 unsampled")
        .contains("  warning  one tier holds\n")
        .contains("effective sample size n/a (sampler fifo takes items in order)")
        .contains("evicted without ever being sampled 16.7 %")
        .doesNotContain("every invariant holds");
  }
}
