package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** What must hold of a shard's payload at any time between operations. */
final class PayloadChecks {

  private PayloadChecks() {}

  /** No payload without an item, no item without payload, and every byte counted. */
  static void check(Routing routing, MapBlockStore store) {
    check(routing, store, 0);
  }

  /** The same of a table whose stacks look back so many rows. */
  static void check(Routing routing, MapBlockStore store, int context) {
    PayloadStore payload = routing.payload;
    Set<Long> starts = new HashSet<>();
    Set<Long> rows = new HashSet<>();
    for (int slot = 0; slot < routing.index.slots(); slot++) {
      if (routing.index.holds(slot)) {
        IndexPage page = routing.index.page(slot);
        int at = slot & IndexPage.MASK;
        int row = page.row(at);
        int number = page.segment(at);
        assertThat(starts.add((long) number << 32 | row)).as("shared first row").isTrue();
        assertThat(payload.segment(number).slot(row)).isEqualTo(slot);
        int from = row - Math.min(page.before(at), context);
        for (int covered = from; covered < row + page.length(at); covered++) {
          rows.add((long) number << 32 | covered);
          assertThat(isLive(payload, number, covered)).as("dead row of slot %s", slot).isTrue();
        }
      }
    }
    assertThat(liveRows(payload)).isEqualTo(rows.size());
    assertThat(payload.liveBytes()).isEqualTo(liveBytes(payload));
    assertThat(payload.heldBytes()).isEqualTo(heldBytes(payload));
    assertThat(payload.heldBytes()).isGreaterThanOrEqualTo(store.bytes());
    assertThat((double) store.blocks().size()).isLessThanOrEqualTo(payload.segments() * 1.25);
  }

  static boolean isLive(PayloadStore payload, int number, int row) {
    SegmentState state = payload.state(number);
    return state != null && state.isLive(row);
  }

  /** Rows that live, counted one by one. */
  static long liveRows(PayloadStore payload) {
    return sum(
        payload, state -> IntStream.range(0, state.rows).filter(state::isLive).count());
  }

  /** {@link PayloadStore#liveBytes} counted anew. */
  static long liveBytes(PayloadStore payload) {
    return sum(payload, payload::compactBytes);
  }

  /** {@link PayloadStore#heldBytes} counted anew. */
  static long heldBytes(PayloadStore payload) {
    return sum(payload, SegmentState::held);
  }

  private static long sum(PayloadStore payload, ToLongFunction<SegmentState> figure) {
    long sum = 0;
    for (int number = 0; number < payload.end(); number++) {
      SegmentState state = payload.state(number);
      sum += state == null ? 0 : figure.applyAsLong(state);
    }
    return sum;
  }
}
