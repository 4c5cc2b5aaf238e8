package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class StampsTest {

  private static final int MAX = 1 << 16;

  private final ItemIndex index = new ItemIndex(false, new MapBlockStore(), new MapBlockStore());

  private int item(Stamps stamps, long attempt, long sequence) {
    int slot = index.take();
    index.fill(slot, slot, -1, 0, slot);
    index.page(slot).setFeedback(slot & IndexPage.MASK, stamps.order(attempt, sequence));
    return slot;
  }

  private long feedback(int slot) {
    return index.page(slot).feedback(slot & IndexPage.MASK);
  }

  @Test
  void compare_attemptsThenSequences() {
    Stamps stamps = new Stamps();
    long order = stamps.order(1_000, 5);
    assertThat(stamps.compare(1_000, 5, order)).isZero();
    assertThat(stamps.compare(1_000, 4, order)).isNegative();
    assertThat(stamps.compare(1_001, 0, order)).isPositive();
    assertThat(stamps.compare(999, 6, order)).isNegative();
    assertThat(stamps.compare(Long.MIN_VALUE + 1, 0, 0)).isPositive();
  }

  /** A shard that is restored more often than a stamp has bits. */
  @Test
  void compact_moreAttemptsThanThereIsRoomFor_keepsTheOrderOfEachItem() {
    Stamps stamps = new Stamps();
    int never = index.take();
    index.fill(never, never, -1, 0, never);
    int[] slots = new int[600]; // three pages
    int items = 0;
    for (int attempt = 1; stamps.hasRoom(); attempt++) {
      if (attempt % 110 == 7) {
        slots[items++] = item(stamps, attempt, attempt % 13);
      } else {
        stamps.order(attempt, 0);
      }
    }
    assertThat(stamps.size()).isEqualTo(MAX);
    assertThatIllegalStateException().isThrownBy(() -> stamps.order(MAX, 0));

    stamps.compact(index);

    assertThat(stamps.size()).isEqualTo(1 + items);
    assertThat(stamps.compare(Long.MIN_VALUE + 1, 0, feedback(never))).isPositive();
    for (int i = 0; i < items; i++) {
      long attempt = 110L * i + 7;
      long order = feedback(slots[i]);
      assertThat(stamps.compare(attempt, attempt % 13, order)).isZero();
      assertThat(stamps.compare(attempt, attempt % 13 + 1, order)).isPositive();
      assertThat(stamps.compare(attempt - 1, 12, order)).isNegative();
    }
    assertThat(stamps.compare(MAX, 0, stamps.order(MAX, 0))).isZero();
  }
}
