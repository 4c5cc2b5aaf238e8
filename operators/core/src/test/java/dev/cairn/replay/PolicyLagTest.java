package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Items of old policies. */
class PolicyLagTest extends OneShard {

  private static SamplerSpec bounded(long maxPolicyLag) {
    return new SamplerSpec(
        SamplerSpec.Kind.PROPORTIONAL,
        "",
        true,
        true,
        SamplerSpec.Takes.TD_ERROR,
        0.6,
        1e-6,
        0,
        maxPolicyLag);
  }

  /** One item of an id whose run has that policy version. */
  private static void insertOfPolicy(ReplayShard shard, long id, long version) {
    Run run = Runs.of(id, 1, k -> 0, k -> 1);
    shard.insert(
        new Run(
            version,
            run.episode(),
            run.firstStep(),
            run.steps(),
            run.terminated(),
            run.truncated(),
            run.payload(),
            run.ids(),
            run.rows(),
            run.lengths(),
            run.initial()),
        NOW);
  }

  private static void feedback(ReplayShard shard, DrawnBatch batch, long version) {
    shard.update(
        new PriorityUpdates(
            batch.attempt(),
            batch.sequence(),
            new int[] {batch.slots()[0]},
            new long[] {batch.ids()[0]},
            new float[] {1},
            version,
            NOW),
        NOW);
  }

  @Test
  void draw_policyMoreThanTheBoundBehindFeedback_isNotDrawnAndLeavesN() {
    ReplayShard shard = create(oneTier(bounded(10)));
    insertOfPolicy(shard, 1, 5);
    insertOfPolicy(shard, 2, 6);
    insertOfPolicy(shard, 3, -1);
    DrawnBatch batch = draw(shard, 3);
    assertThat(batch.totals().drawable()).isEqualTo(3);
    feedback(shard, batch, 16);
    batch = draw(shard, 64);
    assertThat(Arrays.stream(batch.ids()).distinct()).containsExactlyInAnyOrder(2L, 3L);
    assertThat(batch.totals().drawable()).isEqualTo(2);
    assertThat(batch.totals().tiers().get(0).live()).isEqualTo(3);
    assertThat(batch.totals().tiers().get(0).excluded()).isEqualTo(1);
    assertThat(batch.probabilities()).containsOnly(0.5);
  }

  @Test
  void draw_feedbackOnAnExcludedItem_leavesItExcluded() {
    ReplayShard shard = create(oneTier(bounded(0)));
    insertOfPolicy(shard, 1, 5);
    DrawnBatch first = draw(shard, 1);
    insertOfPolicy(shard, 2, 6);
    feedback(shard, draw(shard, 64), 6);
    update(shard, first, 0, 9);
    assertThat(value(shard, 1)).isEqualTo(9);
    assertThat(Arrays.stream(draw(shard, 64).ids()).distinct()).containsExactly(2L);
  }

  @Test
  void insert_oneWrongVersionBeforeAnyFeedback_raisesTheLargestByTheBoundOnly() {
    ReplayShard shard = create(oneTier(bounded(10)));
    insertOfPolicy(shard, 1, 5);
    insertOfPolicy(shard, 2, 1_000_000);
    assertThat(shard.publish(NOW, false).maxPolicyVersion()).isEqualTo(15);
    assertThat(shard.publish(NOW, false).totals().drawable()).isEqualTo(2);
  }

  @Test
  void restore_bound_excludesTheSameAndLiftedTakesAllBack() {
    ReplayShard shard = create(oneTier(bounded(10)));
    for (int i = 0; i < 40; i++) {
      insertOfPolicy(shard, 1 + 2 * i, i);
    }
    feedback(shard, draw(shard, 1), 30);
    assertThat(shard.publish(NOW, false).totals().drawable()).isEqualTo(20);
    byte[] header = shard.snapshot();
    ReplayShard same = ReplayShard.restore(oneTier(bounded(10)), 0, blocks, header, NOW);
    assertThat(same.publish(NOW, false).totals()).isEqualTo(shard.publish(NOW, false).totals());
    assertThat(draw(same, 20).ids()).isEqualTo(draw(shard, 20).ids());
    ReplayShard lifted = ReplayShard.restore(oneTier(bounded(-1)), 0, blocks, header, NOW);
    assertThat(lifted.publish(NOW, false).totals().drawable()).isEqualTo(40);
    ReplayShard wider = ReplayShard.restore(oneTier(bounded(20)), 0, blocks, header, NOW);
    assertThat(wider.poll(NOW)).isNull();
    assertThat(wider.publish(NOW, false).totals().drawable()).isEqualTo(30);
  }

  @Test
  void sweep_manyItems_isDoneInBoundedSteps() {
    ReplayShard shard = create(Tables.table(5000, Tables.ONE_TIER, Tables.BY_REWARD, bounded(1)));
    for (int i = 0; i < 30; i++) {
      insert(shard, 7 * (1 + 100L * i), new double[100]);
    }
    feedback(shard, draw(shard, 1), 50);
    long after = shard.publish(NOW, false).totals().drawable();
    assertThat(after).isEqualTo(3000 - 1024);
    DrawnBatch batch = draw(shard, 64);
    assertThat(batch.totals().drawable()).isEqualTo(3000 - 2048);
    shard.poll(NOW);
    assertThat(tryDraw(shard, 1)).as("all are excluded").isNull();
  }
}
