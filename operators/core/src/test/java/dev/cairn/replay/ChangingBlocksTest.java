package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.tier.Positions;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChangingBlocksTest {

  private static final int PAGES = 20;
  private static final int ITEMS = PAGES * IndexPage.SLOTS;
  private static final int HEADER = 9;

  private final Positions positions = new Positions();
  private final MapBlockStore fixed = new MapBlockStore();
  private final MapBlockStore changing = new MapBlockStore();
  private final ItemIndex index = new ItemIndex(false, fixed, changing);

  ChangingBlocksTest() {
    for (int i = 0; i < ITEMS; i++) {
      int slot = index.take();
      index.fill(slot, i, -1, 0, i);
      index.page(slot).setTier(slot & IndexPage.MASK, 0);
    }
    index.snapshot(positions);
  }

  private void setValue(int slot, float value) {
    index.page(slot).setValue(slot & IndexPage.MASK, value, true);
  }

  private void assertStored() {
    ItemIndex restored = new ItemIndex(false, fixed.copy(), changing.copy());
    restored.restore(index.pages());
    for (int slot = 0; slot < ITEMS; slot++) {
      int at = slot & IndexPage.MASK;
      assertThat(restored.page(slot).value(at)).isEqualTo(index.page(slot).value(at));
      assertThat(restored.page(slot).tier(at)).isEqualTo(index.page(slot).tier(at));
    }
  }

  @Test
  void snapshot_fewItemsOfEachPage_storesThemAlone() {
    for (int slot = 0; slot < ITEMS; slot += 100) {
      setValue(slot, slot);
    }
    int puts = changing.puts();
    index.snapshot(positions);
    assertThat(changing.puts()).isEqualTo(puts + 1);
    assertThat(changing.get(-1)).hasSize(HEADER + (ITEMS + 99) / 100 * ChangeLog.ITEM_BYTES);
    assertStored();
  }

  @Test
  void snapshot_mostOfAPage_storesThePage() {
    for (int at = 0; at < 250; at++) {
      setValue(3 * IndexPage.SLOTS + at, at);
    }
    int puts = changing.puts();
    index.snapshot(positions);
    assertThat(changing.puts()).isEqualTo(puts + 1);
    assertThat(changing.get(-1)).isNull();
    assertStored();
  }

  @Test
  void snapshot_again_addsWhatHasChangedSince() {
    setValue(5, 1);
    setValue(2_000, 1);
    index.snapshot(positions);
    setValue(5, 2);
    int puts = changing.puts();
    index.snapshot(positions);
    assertThat(changing.puts()).isEqualTo(puts + 1);
    assertThat(changing.get(-1)).hasSize(HEADER + 3 * ChangeLog.ITEM_BYTES);
    assertStored();
    index.snapshot(positions);
    assertThat(changing.puts()).isEqualTo(puts + 1);
  }

  @Test
  void snapshot_pageStoredAfterItsItems_isNotUndoneByThem() {
    setValue(5, 1);
    index.snapshot(positions);
    for (int at = 0; at < 250; at++) {
      setValue(at, 2);
    }
    index.snapshot(positions);
    setValue(7, 3);
    index.snapshot(positions);
    assertStored();
  }

  /**
   * Some pages change in nearly every round, most seldom: their entries are the oldest for long.
   */
  @Test
  void writeAhead_manyRounds_theLogStaysShortAndEachSnapshotIsWhole() {
    SplittableRandom random = new SplittableRandom(11);
    ItemIndex current = index;
    int most = 0;
    for (int round = 0; round < 400; round++) {
      for (int i = random.nextInt(300); i >= 0; i--) {
        int slot =
            random.nextInt(10) > 0 ? random.nextInt(3 * IndexPage.SLOTS) : random.nextInt(ITEMS);
        float value = random.nextInt(1_000_000);
        setValue(slot, value);
        if (current != index) {
          current.page(slot).setValue(slot & IndexPage.MASK, value, true);
        }
      }
      current.writeAhead(positions, round * 700L);
      if (random.nextInt(4) == 0) {
        current.snapshot(positions);
        assertStored();
      }
      if (random.nextInt(20) == 0) {
        current.snapshot(positions);
        current = new ItemIndex(false, fixed, changing);
        current.restore(PAGES);
      }
      int blocks = 0;
      while (changing.get(-1 - blocks) != null) {
        blocks++;
      }
      most = Math.max(most, blocks);
    }
    // One entry a slot are 2.5 blocks, 4 more it may have; a restart leaves one that is part full.
    assertThat(most).isBetween(4, 10);
  }

  @Test
  void writeAhead_fewItemsOfManyPages_areWrittenAlone() {
    long before = changing.bytesPut();
    int changes = 0;
    for (int round = 0; round < 200; round++) {
      for (int slot = round; slot < ITEMS; slot += 32) {
        setValue(slot, round);
        changes++;
      }
      index.writeAhead(positions, round * ChangingBlocks.PASS_MS);
    }
    // Each pass looks at all pages; 64 at once would be more than there are.
    assertThat(changing.bytesPut() - before).isLessThan(2L * changes * ChangeLog.ITEM_BYTES);
    index.snapshot(positions);
    assertStored();
  }

  @Test
  void writeAhead_aWholePass_leavesNothingForTheSnapshot() {
    for (int slot = 0; slot < ITEMS; slot++) {
      setValue(slot, slot);
    }
    int before = changing.puts();
    long most = 0;
    for (long nowMs = 0; nowMs <= ChangingBlocks.PASS_MS; nowMs += 100) {
      int puts = changing.puts();
      index.writeAhead(positions, 5_000_000 + nowMs);
      most = Math.max(most, changing.puts() - puts);
    }
    assertThat(changing.puts() - before).isEqualTo(PAGES);
    assertThat(most).isEqualTo(1);
    index.snapshot(positions);
    assertThat(changing.puts() - before).isEqualTo(PAGES);
    assertStored();
  }

  @Test
  void writeAhead_fewItemsOfEachPage_areOneBlockOfTheLog() {
    for (int slot = 0; slot < ITEMS; slot += 10) {
      setValue(slot, slot);
    }
    int before = changing.puts();
    for (long nowMs = 0; nowMs <= 2 * ChangingBlocks.PASS_MS; nowMs += 100) {
      index.writeAhead(positions, 5_000_000 + nowMs);
    }
    assertThat(changing.puts()).isEqualTo(before);
    index.snapshot(positions);
    assertThat(changing.puts()).isEqualTo(before + 1);
    assertThat(changing.get(-1)).hasSize(HEADER + ITEMS / 10 * ChangeLog.ITEM_BYTES);
    assertStored();
  }

  @Test
  void restore_itemsStoredAlone_needNotBeStoredAgain() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      setValue(random.nextInt(ITEMS), i);
    }
    index.snapshot(positions);
    ItemIndex restored = new ItemIndex(false, fixed, changing);
    restored.restore(PAGES);
    int puts = changing.puts();
    restored.snapshot(positions);
    assertThat(changing.puts()).isEqualTo(puts);
    restored.page(0).setValue(0, 77, true);
    setValue(0, 77);
    restored.snapshot(positions);
    assertThat(changing.puts()).isEqualTo(puts + 1);
    assertStored();
  }

  /** Pages and items as the version before wrote them: without numbers, each item once. */
  @Test
  void restore_versionOne_itemsAreNewerThanTheirPagesUntilThoseAreStoredAgain() {
    for (int number = 0; number < PAGES; number++) {
      byte[] page = Arrays.copyOf(changing.get(number), 1 + IndexPage.SLOTS * 20);
      page[0] = 1;
      changing.put(number, page);
    }
    byte[] block = new byte[1 + 2 * ChangeLog.ITEM_BYTES];
    block[0] = 1;
    for (int i = 0; i < 2; i++) {
      int slot = 5 + i * IndexPage.SLOTS;
      setValue(slot, 7);
      LittleEndian.putInt(block, 1 + i * ChangeLog.ITEM_BYTES, slot);
      index.page(slot).encodeChanging(5, -1, block, 5 + i * ChangeLog.ITEM_BYTES);
    }
    changing.put(-1, block);
    assertStored();

    ItemIndex restored = new ItemIndex(false, fixed, changing);
    restored.restore(PAGES);
    for (int at = 0; at < 250; at++) {
      setValue(at, 8);
      restored.page(at).setValue(at, 8, true);
    }
    setValue(700, 9);
    restored.page(700).setValue(700 & IndexPage.MASK, 9, true);
    restored.snapshot(positions);
    assertThat(changing.get(-1)).isEqualTo(block);
    assertStored();
  }

  @Test
  void restore_logIsGone_whatComesIsStillNewerThanThePages() {
    setValue(5, 1);
    index.snapshot(positions);
    for (int at = 0; at < 250; at++) {
      setValue(at, 2);
    }
    index.snapshot(positions);
    changing.remove(-1);

    ItemIndex restored = new ItemIndex(false, fixed, changing);
    restored.restore(PAGES);
    restored.page(7).setValue(7, 3, true);
    setValue(7, 3);
    restored.snapshot(positions);
    assertStored();
  }

  @Test
  void restore_blockOfAnotherVersion_isRefused() {
    changing.put(-1, new byte[1 + ChangeLog.ITEM_BYTES]);
    ItemIndex restored = new ItemIndex(false, fixed, changing);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> restored.restore(PAGES))
        .withMessageContaining("version=0");
  }

  @Test
  void restore_itemOfNoPage_isRefused() {
    byte[] block = new byte[1 + ChangeLog.ITEM_BYTES];
    block[0] = 1;
    LittleEndian.putInt(block, 1, ITEMS);
    changing.put(-1, block);
    ItemIndex restored = new ItemIndex(false, fixed, changing);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> restored.restore(PAGES))
        .withMessageContaining("slot=" + ITEMS);
  }
}
