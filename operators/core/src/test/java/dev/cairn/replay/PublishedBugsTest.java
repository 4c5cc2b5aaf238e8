package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bugs of published replay memories, one by one. */
class PublishedBugsTest extends OneShard {

  @Test
  void insert_newItem_alphaIsAppliedOnce() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 16);
    insert(shard, 10, Double.NaN);
    double w = Math.pow(16 + 1e-6, 0.6);
    assertThat(shard.publish(NOW, false).totals().tiers().get(0).weight())
        .isCloseTo(2 * w, within(1e-9));
  }

  @Test
  void insert_newItem_maximumIsNotRounded() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 2.75);
    insert(shard, 10, Double.NaN);
    assertThat(value(shard, 10)).isEqualTo(2.75f);
  }

  @Test
  void insert_nothingHasAValueOfItsOwn_newItemHasOne() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, Double.NaN);
    assertThat(value(shard, 1)).isEqualTo(1);
    insert(shard, 10, 0.5);
    insert(shard, 20, Double.NaN);
    assertThat(value(shard, 20)).as("inherited values do not count").isEqualTo(0.5f);
  }

  @Test
  void update_spike_leavesTheMaximumAgain() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 0.25);
    DrawnBatch batch = draw(shard, 1);
    update(shard, batch, 0, 100);
    insert(shard, 10, Double.NaN, Double.NaN);
    assertThat(value(shard, 10)).isEqualTo(100);
    batch = draw(shard, 64);
    int spiked = Arrays.stream(batch.ids()).boxed().toList().indexOf(1L);
    assertThat(spiked).isNotNegative();
    update(shard, batch, spiked, 0.5);
    insert(shard, 20, Double.NaN);
    assertThat(value(shard, 20)).isEqualTo(0.5f);
  }

  @Test
  void update_spikesItemIsEvicted_leavesTheMaximumAgain() {
    ReplayShard shard =
        create(Tables.table(4, Tables.ONE_TIER, Tables.BY_REWARD, Tables.PROPORTIONAL));
    insert(shard, 1, 100, 0.5, Double.NaN, Double.NaN);
    insert(shard, 10, Double.NaN);
    assertThat(value(shard, 10)).isEqualTo(100);
    insert(shard, 20, Double.NaN);
    assertThat(value(shard, 20)).isEqualTo(0.5f);
  }

  @Test
  void update_nanTdError_changesNothing() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 1, 2);
    double weight = shard.publish(NOW, false).totals().tiers().get(0).weight();
    DrawnBatch batch = draw(shard, 2);
    update(shard, batch, 0, Double.NaN);
    update(shard, batch, 1, Double.POSITIVE_INFINITY);
    assertThat(shard.publish(NOW, false).totals().tiers().get(0).weight()).isEqualTo(weight);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(2, 0, 0, 0, 0, 2));
  }

  @Test
  void insert_nanReward_isRefusedWhole() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    Run run = Runs.of(1, 3, k -> k == 2 ? Double.NaN : 0, k -> 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shard.insert(run, NOW))
        .withMessageContaining("reward=NaN");
    assertThat(shard.publish(NOW, false).items().created()).isZero();
    assertThat(shard.publish(NOW, false).heldBytes()).isZero();
  }

  @Test
  void draw_everyItemOften_firstAndLastAmongThem() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    double[] values = new double[50];
    Arrays.setAll(values, k -> k + 1);
    insert(shard, 1, values);
    Set<Long> drawn = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      for (long id : draw(shard, 64).ids()) {
        drawn.add(id);
      }
    }
    assertThat(drawn).hasSize(50);
  }

  @Test
  void draw_priorityOfZero_isNeverDrawn() {
    ReplayShard shard = create(oneTier(Tables.PRIORITIES));
    insert(shard, 1, 1e-30, 0, 1e6, 0);
    for (int i = 0; i < 200; i++) {
      for (long id : draw(shard, 64).ids()) {
        assertThat(id).isIn(1L, 3L);
      }
    }
    assertThat(shard.publish(NOW, false).totals().drawable()).isEqualTo(2);
  }

  @Test
  void draw_allPrioritiesAreZero_allCountAsOne() {
    ReplayShard shard = create(oneTier(Tables.PRIORITIES));
    insert(shard, 1, 0, 0, 0, 0);
    DrawnBatch batch = draw(shard, 64);
    assertThat(Arrays.stream(batch.ids()).distinct().count()).isEqualTo(4);
    assertThat(batch.probabilities()).containsOnly(0.25);
  }

  @Test
  void draw_stratified_oneItemInEachPartOfTheMass() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    double[] ones = new double[64];
    Arrays.fill(ones, 1);
    insert(shard, 1, ones);
    assertThat(Arrays.stream(draw(shard, 64).ids()).distinct().count()).isEqualTo(64);
  }

  @Test
  void update_slotHoldsAnotherItem_isStale() {
    ReplayShard shard =
        create(Tables.table(2, Tables.ONE_TIER, Tables.BY_REWARD, Tables.PROPORTIONAL));
    insert(shard, 1, 1, 1);
    DrawnBatch batch = draw(shard, 2);
    insert(shard, 10, 3, 3);
    ItemIndex index = shard.routing().index;
    assertThat(Arrays.stream(batch.slots()).filter(index::holds).count())
        .as("slots taken again")
        .isPositive();
    update(shard, batch, 0, 77);
    update(shard, batch, 1, 77);
    assertThat(updates(shard)).isEqualTo(new ShardStats.Updates(2, 0, 2, 0, 0, 0));
    assertThat(value(shard, 10)).isEqualTo(3);
    assertThat(value(shard, 11)).isEqualTo(3);
  }

  @Test
  void publish_partlyFilledTable_smallestWeightIsThatOfAnItem() {
    ReplayShard shard = create(oneTier(Tables.PROPORTIONAL));
    insert(shard, 1, 4, 9);
    Totals totals = shard.publish(NOW, false).totals();
    double w4 = Math.pow(4 + 1e-6, 0.6);
    double w9 = Math.pow(9 + 1e-6, 0.6);
    assertThat(totals.tiers().get(0).minWeight()).isEqualTo(w4);
    assertThat(totals.minProbability()).isCloseTo(w4 / (w4 + w9), within(1e-12));
  }

  @Test
  void draw_lastStepOfAnEpisode_terminatedAndTruncatedStayApart() {
    ReplayShard shard = create(oneTier(Tables.UNIFORM));
    insert(shard, 3, 1);
    insert(shard, 7, 1);
    DrawnBatch batch = draw(shard, 32);
    for (int i = 0; i < 32; i++) {
      byte[] terminateds = column(batch, "terminateds");
      byte[] truncateds = column(batch, "truncateds");
      assertThat(terminateds[i]).isEqualTo((byte) (batch.ids()[i] == 3 ? 1 : 0));
      assertThat(truncateds[i]).isEqualTo((byte) (batch.ids()[i] == 7 ? 1 : 0));
    }
  }

  private static byte[] column(DrawnBatch batch, String name) {
    for (DrawnBatch.ColumnData column : batch.columns()) {
      if (column.name().equals(name)) {
        return column.data();
      }
    }
    throw new AssertionError("no such column: name=" + name);
  }
}
