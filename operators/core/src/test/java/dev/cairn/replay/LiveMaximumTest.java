package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveMaximumTest {

  @Test
  void changed_randomValues_isTheMaximumOfThoseThatCount() {
    ItemIndex index = new ItemIndex(false, new MapBlockStore(), new MapBlockStore());
    LiveMaximum maximum = new LiveMaximum(index);
    TreeMap<Integer, Float> expected = new TreeMap<>();
    SplittableRandom random = new SplittableRandom(3);
    assertThat(maximum.max()).isEqualTo(-1);
    for (int i = 0; i < 60_000; i++) {
      if (index.size() < 3000 && random.nextInt(3) > 0) {
        int slot = index.take();
        index.page(slot).fill(slot & IndexPage.MASK, i, 0, 0, i);
        index.page(slot).setTier(slot & IndexPage.MASK, 0);
        boolean own = random.nextBoolean();
        set(index, maximum, expected, slot, random.nextInt(1000), own);
      } else if (index.size() > 0) {
        int slot = random.nextInt(index.slots());
        if (!index.holds(slot)) {
          continue;
        }
        if (random.nextBoolean()) {
          set(index, maximum, expected, slot, random.nextInt(1000), true);
        } else {
          float before = index.page(slot).ownValue(slot & IndexPage.MASK);
          index.release(slot);
          maximum.changed(slot, before, LiveMaximum.NONE);
          expected.remove(slot);
        }
      }
      if (i % 41 == 0) {
        assertThat(maximum.max())
            .isEqualTo(expected.values().stream().max(Float::compare).orElse(-1f));
      }
    }
  }

  private static void set(
      ItemIndex index,
      LiveMaximum maximum,
      TreeMap<Integer, Float> expected,
      int slot,
      float value,
      boolean own) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    float before = page.ownValue(at);
    page.setValue(at, value, own);
    maximum.changed(slot, before, page.ownValue(at));
    if (own) {
      expected.put(slot, value);
    } else {
      expected.remove(slot);
    }
  }
}
