package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

/** What must hold of a shard's payload at any time between operations. */
final class PayloadChecks {

  private PayloadChecks() {}

  /** No payload without an item, no item without payload, and every byte counted. */
  static void check(Routing routing, MapBlockStore store) {
    PayloadStore payload = routing.payload;
    Set<Long> rows = new HashSet<>();
    for (int slot = 0; slot < routing.index.slots(); slot++) {
      if (routing.index.holds(slot)) {
        IndexPage page = routing.index.page(slot);
        int at = slot & IndexPage.MASK;
        int row = page.row(at);
        assertThat(rows.add((long) page.segment(at) << 32 | row)).as("shared row").isTrue();
        assertThat(payload.isLive(page.segment(at), row)).as("dead row of slot %s", slot).isTrue();
        assertThat(payload.segment(page.segment(at)).slot(row)).isEqualTo(slot);
      }
    }
    assertThat(payload.liveRows()).isEqualTo(rows.size());
    assertThat(payload.liveBytes()).isEqualTo(payload.recountedLiveBytes());
    assertThat(payload.heldBytes()).isEqualTo(payload.recountedHeldBytes());
    assertThat(payload.heldBytes()).isGreaterThanOrEqualTo(store.bytes());
    assertThat((double) store.blocks().size()).isLessThanOrEqualTo(payload.segments() * 1.25);
  }
}
