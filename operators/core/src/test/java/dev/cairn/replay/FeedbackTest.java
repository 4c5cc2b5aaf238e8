package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** In which order feedback comes, and what it cannot do. */
class FeedbackTest extends OneShard {

  @Test
  void update_olderBatchAfterNewer_isOutOfOrder() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 1);
    long first = draw(shard, 1).sequence();
    DrawnBatch second = draw(shard, 1);
    update(shard, second, 0, 2);
    shard.update(
        new PriorityUpdates(
            second.attempt(), first, second.slots(), second.ids(), new float[] {9}, -1, NOW),
        NOW);
    update(shard, second, 0, 2);
    assertThat(value(shard, 1)).isEqualTo(2);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(3, 1, 0, 0, 2, 0));
  }

  @Test
  void update_idTwiceInABatch_largerValueStaysWhateverTheOrder() {
    for (double[] values : new double[][] {{3, 5}, {5, 3}}) {
      ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
      insert(shard, 1, 1);
      DrawnBatch batch = draw(shard, 2);
      update(shard, batch, 0, values[0]);
      update(shard, batch, 1, -values[1]);
      assertThat(value(shard, 1)).isEqualTo(5);
    }
  }

  @Test
  void update_batchThatWasNeverDrawn_doesNotShutOutLaterOnes() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 1);
    DrawnBatch batch = draw(shard, 1);
    for (long[] order :
        new long[][] {{NOW + 1, 0}, {Long.MAX_VALUE, 0}, {NOW, 1}, {NOW, -1}, {5, 1L << 40}}) {
      shard.update(
          new PriorityUpdates(
              order[0], order[1], batch.slots(), batch.ids(), new float[] {50}, -1, NOW),
          NOW);
    }
    update(shard, batch, 0, 2);
    assertThat(value(shard, 1)).isEqualTo(2);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(6, 1, 0, 0, 0, 5));
  }

  @Test
  void update_negativePriority_isInvalid() {
    ReplayShard shard = create(oneTier(Tables.PRIORITIES));
    insert(shard, 1, 1);
    DrawnBatch batch = draw(shard, 1);
    update(shard, batch, 0, -1);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(1, 0, 0, 0, 0, 1));
  }

  @Test
  void update_moreAttemptsThanCanBeTold_isInvalidAndTheShardGoesOn() {
    int items = 66_000;
    double[] none = new double[20];
    Arrays.fill(none, Double.NaN);
    ReplayShard shard =
        create(Tables.table(items, Tables.ONE_TIER, Tables.BY_REWARD, Tables.PROPORTIONAL));
    for (int first = 0; first < items; first += none.length) {
      insert(shard, first, none);
    }
    for (int i = 0; i < items; i++) {
      shard.update(
          new PriorityUpdates(i + 1, 0, new int[] {i}, new long[] {i}, new float[] {2}, -1, NOW),
          NOW);
    }
    assertThat(updates(shard))
        .isEqualTo(new ShardStats.Updates(items, 65_535, 0, 0, 0, items - 65_535));
  }
}
