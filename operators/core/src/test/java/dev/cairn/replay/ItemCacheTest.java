package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ItemCacheTest {

  private static final int RECORD = 24;
  private static final long OF_ONE_SET = ItemCache.WAYS * (RECORD + 12);

  /** All slots fall into one set, and the larger one is the likelier. */
  private static ItemCache.Likelihood bySlot() {
    return slot -> slot;
  }

  @Test
  void find_admitted_givesItsRecord() {
    ItemCache cache = new ItemCache(10 * OF_ONE_SET, RECORD);
    cache.begin();
    for (int slot = 0; slot < 80; slot++) {
      int at = cache.admit(slot, bySlot());
      Arrays.fill(cache.bytes(slot), at, at + RECORD, (byte) slot);
    }
    for (int slot = 0; slot < 80; slot++) {
      int at = cache.find(slot);
      byte[] expected = new byte[RECORD];
      Arrays.fill(expected, (byte) slot);
      assertThat(Arrays.copyOfRange(cache.bytes(slot), at, at + RECORD)).isEqualTo(expected);
    }
    assertThat(cache.find(80)).isEqualTo(-1);
  }

  @Test
  void admit_allTaken_replacesTheLeastLikely() {
    ItemCache cache = new ItemCache(OF_ONE_SET, RECORD);
    for (int slot = 10; slot < 18; slot++) {
      assertThat(cache.admit(slot, bySlot())).isGreaterThanOrEqualTo(0);
    }
    cache.begin();
    assertThat(cache.admit(9, bySlot())).isEqualTo(-1);
    assertThat(cache.admit(18, bySlot())).isGreaterThanOrEqualTo(0);
    assertThat(cache.find(10)).isEqualTo(-1);
    assertThat(cache.find(11)).isGreaterThanOrEqualTo(0);
    assertThat(cache.find(18)).isGreaterThanOrEqualTo(0);
  }

  /** The likeliest of all is no more, and nobody says so. */
  @Test
  void admit_itemHasBecomeUnlikely_isReplacedWithinOneRound() {
    ItemCache cache = new ItemCache(OF_ONE_SET, RECORD);
    for (int slot = 10; slot < 18; slot++) {
      cache.admit(slot, bySlot());
    }
    ItemCache.Likelihood changed = slot -> slot == 17 ? 0 : slot;
    for (int i = 0; i <= ItemCache.WAYS * ItemCache.ASKED_EVERY; i++) {
      cache.begin();
      cache.admit(9, changed);
    }
    assertThat(cache.find(17)).isEqualTo(-1);
    assertThat(cache.find(9)).isGreaterThanOrEqualTo(0);
  }

  @Test
  void admit_foundInTheSameBlock_isNotReplaced() {
    ItemCache cache = new ItemCache(OF_ONE_SET, RECORD);
    for (int slot = 10; slot < 18; slot++) {
      cache.admit(slot, bySlot());
    }
    cache.begin();
    int kept = cache.find(10);
    assertThat(cache.admit(20, bySlot())).isNotEqualTo(kept).isGreaterThanOrEqualTo(0);
    assertThat(cache.find(11)).isEqualTo(-1);
    for (int slot = 12; slot < 18; slot++) {
      cache.find(slot);
    }
    assertThat(cache.admit(30, bySlot())).isEqualTo(-1);
    cache.begin();
    assertThat(cache.admit(30, bySlot())).isEqualTo(kept);
  }

  @Test
  void forget_freesThePlaceForAnyOther() {
    ItemCache cache = new ItemCache(OF_ONE_SET, RECORD);
    for (int slot = 10; slot < 18; slot++) {
      cache.admit(slot, bySlot());
    }
    cache.begin();
    cache.forget(13);
    cache.forget(99);
    assertThat(cache.find(13)).isEqualTo(-1);
    assertThat(cache.admit(1, bySlot())).isGreaterThanOrEqualTo(0);
    assertThat(cache.admit(2, bySlot())).isEqualTo(-1);
  }

  @Test
  void admit_noBudget_refuses() {
    ItemCache cache = new ItemCache(OF_ONE_SET - 1, RECORD);
    assertThat(cache.capacity()).isZero();
    assertThat(cache.admit(1, bySlot())).isEqualTo(-1);
    assertThat(cache.find(1)).isEqualTo(-1);
    cache.forget(1);
  }

  @Test
  void capacity_budget_isNotExceeded() {
    ItemCache cache = new ItemCache(1_000_000, RECORD);
    assertThat(cache.capacity() * (RECORD + 12L)).isBetween(1_000_000 - OF_ONE_SET, 1_000_000L);
  }

  /** Ten times more items than places, drawn by lognormal weights: nearly the likeliest stay. */
  @Test
  void admit_drawnByWeight_holdsMostOfTheMassThatAnythingCould() {
    int items = 40_000;
    double[] weights = new double[items];
    double[] running = new double[items];
    SplittableRandom random = new SplittableRandom(5);
    double sum = 0;
    for (int i = 0; i < items; i++) {
      weights[i] = Math.exp(2 * random.nextGaussian());
      sum += weights[i];
      running[i] = sum;
    }
    ItemCache cache = new ItemCache(items / 10 * (RECORD + 12L), RECORD);
    int hits = 0;
    int counted = 200_000;
    for (int draw = 0; draw < 2 * counted; draw++) {
      int slot = Arrays.binarySearch(running, random.nextDouble() * sum);
      slot = slot < 0 ? -slot - 1 : slot;
      cache.begin();
      if (cache.find(slot) >= 0) {
        hits += draw < counted ? 0 : 1;
      } else {
        cache.admit(slot, each -> weights[each]);
      }
    }
    double[] sorted = weights.clone();
    Arrays.sort(sorted);
    double best = Arrays.stream(sorted, items - items / 10, items).sum() / sum;
    assertThat((double) hits / counted).isBetween(0.93 * best, 1.01 * best);
  }
}
