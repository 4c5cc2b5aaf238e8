package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.tier.Positions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChangingBlocksTest {

  private static final int PAGES = 20;
  private static final int ITEMS = PAGES * IndexPage.SLOTS;

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
    assertThat(changing.get(-1)).hasSize(1 + (ITEMS + 99) / 100 * LooseItems.ITEM_BYTES);
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
  void snapshot_fewerThanBefore_blocksBeyondThemGo() {
    for (int slot = 0; slot < ITEMS; slot += 2) {
      setValue(slot, 1);
    }
    index.snapshot(positions);
    assertThat(changing.get(-2)).isNotNull();
    assertThat(changing.get(-3)).isNull();
    assertStored();
    for (int page = 0; page < PAGES - 1; page++) {
      for (int at = 0; at < IndexPage.SLOTS; at++) {
        setValue(page * IndexPage.SLOTS + at, 2);
      }
    }
    index.snapshot(positions);
    assertThat(changing.get(-1)).hasSize(1 + 128 * LooseItems.ITEM_BYTES);
    assertThat(changing.get(-2)).isNull();
    assertStored();
  }

  @Test
  void writeAhead_aWholePass_leavesNothingForTheSnapshot() {
    for (int slot = 0; slot < ITEMS; slot += 10) {
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
  void writeAhead_unchangedPages_areNotStoredAgain() {
    setValue(5, 5);
    int before = changing.puts();
    for (long nowMs = 0; nowMs <= 2 * ChangingBlocks.PASS_MS; nowMs += 100) {
      index.writeAhead(positions, nowMs);
    }
    assertThat(changing.puts() - before).isEqualTo(1);
  }

  @Test
  void restore_looseItems_areStoredAgainByTheNextSnapshot() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      setValue(random.nextInt(ITEMS), i);
    }
    index.snapshot(positions);
    ItemIndex restored = new ItemIndex(false, fixed, changing);
    restored.restore(PAGES);
    restored.page(0).setValue(0, 77, true);
    setValue(0, 77);
    restored.snapshot(positions);
    assertStored();
  }

  @Test
  void restore_blockOfAnotherVersion_isRefused() {
    changing.put(-1, new byte[1 + LooseItems.ITEM_BYTES]);
    ItemIndex restored = new ItemIndex(false, fixed, changing);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> restored.restore(PAGES))
        .withMessageContaining("version=0");
  }

  @Test
  void restore_itemOfNoPage_isRefused() {
    byte[] block = new byte[1 + LooseItems.ITEM_BYTES];
    block[0] = 1;
    LittleEndian.putInt(block, 1, ITEMS);
    changing.put(-1, block);
    ItemIndex restored = new ItemIndex(false, fixed, changing);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> restored.restore(PAGES))
        .withMessageContaining("slot=" + ITEMS);
  }
}
