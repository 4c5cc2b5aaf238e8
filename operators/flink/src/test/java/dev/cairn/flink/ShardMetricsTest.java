package dev.cairn.flink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.StepCounts;
import dev.cairn.replay.TableSpec;
import java.util.Arrays;
import org.apache.flink.metrics.Counter;
import org.junit.jupiter.api.Test;

class ShardMetricsTest {

  private static final String SHARD = " table=t shard=0";

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final TableSpec table = TestTables.table("t", 1);
  private final HostedShard shard = new HostedShard(table, 0, 1L, memory(1_000), metrics);

  private ReplayShard memory(long attempt) {
    return ReplayShard.create(
        table,
        0,
        1,
        new ReplayShard.Blocks(
            HostedShardTest.NOTHING, HostedShardTest.NOTHING, HostedShardTest.NOTHING),
        attempt);
  }

  private void insert(long offset, int steps) {
    shard.memory.insert(TestRuns.run(offset, steps), 2_000);
    shard.memory.count(new StepCounts(1, steps, steps, 0, 0, 0, 0), 2_000);
  }

  private void show(boolean detailed) {
    shard.metrics.show(shard, shard.memory.publish(2_500, detailed));
  }

  private double shown(String name, String... labels) {
    StringBuilder all = new StringBuilder(SHARD);
    for (String label : labels) {
      all.append(' ').append(label);
    }
    return metrics.value("table_shard_" + name + all);
  }

  @Test
  void gauges_nothingPublishedYet_areNaN() {
    assertThat(shown("liveItems")).isNaN();
    assertThat(shown("tier_quantile_ageMs", "tier=2", "quantile=0.5")).isNaN();
    assertThat(shown("reason_held", "reason=min_size")).isNaN();
  }

  @Test
  void everyMetric_afterADetailedPublication_canBeRead() {
    insert(0, 8);
    show(true);
    for (String name : metrics.all().keySet()) {
      assertThat(metrics.value(name)).as(name).isNotNull();
    }
    assertThat(metrics.all()).hasSizeGreaterThan(100);
  }

  @Test
  void gauges_areWhatWasPublishedLast() {
    insert(0, 8);
    show(true);
    insert(1, 4);

    assertThat(shown("liveItems")).isEqualTo(8);
    assertThat(shown("drawableItems")).isEqualTo(8);
    assertThat(shown("canSample")).isEqualTo(1);
    assertThat(shown("reason_held", "reason=nothing")).isEqualTo(1);
    assertThat(shown("reason_held", "reason=min_size")).isZero();
    assertThat(shown("limiterPosition")).isNaN();
    assertThat(shown("liveShare")).isBetween(0.0, 1.0);
    double items = 0;
    for (int tier = 0; tier < 3; tier++) {
      items += shown("tier_items", "tier=" + tier);
    }
    assertThat(items).isEqualTo(8);
    assertThat(shown("tier_share", "tier=2")).isEqualTo(0.2);

    show(true);
    assertThat(shown("liveItems")).isEqualTo(12);
  }

  @Test
  void gauges_quickPublication_keepsTheLastDetails() {
    insert(0, 8);
    show(true);
    double largest =
        Arrays.stream(new int[] {0, 1, 2})
            .mapToDouble(tier -> shown("tier_quantile_priority", "tier=" + tier, "quantile=1"))
            .filter(value -> !Double.isNaN(value))
            .max()
            .orElse(Double.NaN);
    assertThat(largest).isBetween(1.0, 2.0);
    double bytes = shown("tier_bytes", "tier=0");

    show(false);

    assertThat(shown("tier_bytes", "tier=0")).isEqualTo(bytes);
  }

  @Test
  void counters_ledgersFromACheckpoint_startAtZero() {
    insert(0, 8);
    show(false);
    assertThat(shown("itemsCreated")).isZero();

    insert(1, 4);
    show(false);

    assertThat(shown("itemsCreated")).isEqualTo(4);
    assertThat(shown("outcome_steps", "outcome=assembled")).isEqualTo(4);
    assertThat(shown("stepsReceived")).isEqualTo(4);
  }

  @Test
  void counters_feedback_isCountedByOutcome() {
    insert(0, 8);
    show(false);
    shard.memory.request(new SampleRequest("l", 1, 4, 1, 0, 9_000, false), 2_000);
    DrawnBatch batch = requireNonNull(shard.memory.poll(2_000));
    float[] values = {1, Float.NaN, 1, 1};
    long[] ids = batch.ids().clone();
    ids[3]++;
    shard.memory.update(
        new PriorityUpdates(
            batch.attempt(), batch.sequence(), batch.slots(), ids, values, 3, 2_000),
        2_100);
    show(false);

    assertThat(shown("outcome_feedback", "outcome=stale")).isEqualTo(1);
    assertThat(shown("outcome_feedback", "outcome=invalid")).isEqualTo(1);
    // The same item may stand in the batch twice.
    assertThat(
            shown("outcome_feedback", "outcome=applied")
                + shown("outcome_feedback", "outcome=out_of_order"))
        .isEqualTo(2);
    assertThat(shown("itemsSampled")).isEqualTo(4);
    assertThat(shown("payloadReads")).isEqualTo(4);
    assertThat(shown("quantile_feedbackMs", "quantile=0.5")).isEqualTo(100);
    assertThat(shown("policyVersion")).isEqualTo(3);
  }

  @Test
  void counters_tableDroppedAndTakenUpAgain_neverFall() {
    show(false);
    insert(0, 8);
    show(false);
    assertThat(shown("itemsCreated")).isEqualTo(8);

    shard.memory = memory(3_000);
    show(false);
    insert(1, 4);
    show(false);

    assertThat(shown("itemsCreated")).isEqualTo(12);
    assertThat(shown("liveItems")).isEqualTo(4);
    assertThat(metrics.all().values())
        .filteredOn(Counter.class::isInstance)
        .allMatch(counter -> ((Counter) counter).getCount() >= 0);
  }
}
