package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** What must hold of a shard's payload at any time between operations. */
final class PayloadChecks {

  private PayloadChecks() {}

  /** No payload without an item, no item without payload, and every byte counted. */
  static void check(Routing routing, MapBlockStore store) {
    check(routing, store, Tables.SIGNATURE);
  }

  /** The same of a table of that signature. */
  static void check(Routing routing, MapBlockStore store, Signature signature) {
    PayloadStore payload = routing.payload;
    Map<Integer, BitSet> covered = new HashMap<>();
    Set<Long> starts = new HashSet<>();
    for (int slot = 0; slot < routing.index.slots(); slot++) {
      if (routing.index.holds(slot)) {
        IndexPage page = routing.index.page(slot);
        int at = slot & IndexPage.MASK;
        int row = page.row(at);
        int number = page.segment(at);
        Segment segment = payload.segment(number);
        assertThat(starts.add((long) number << 32 | row)).as("shared first row").isTrue();
        assertThat(segment.slot(row)).isEqualTo(slot);
        int first = segment.firstRow(segment.runOf(row));
        covered
            .computeIfAbsent(number, key -> new BitSet())
            .set(Math.max(first, row - signature.context()), row + page.length(at));
      }
    }
    long live = 0;
    for (Map.Entry<Integer, BitSet> entry : covered.entrySet()) {
      live +=
          signature.compressed()
              ? shareOfBytes(payload.segment(entry.getKey()), entry.getValue())
              : compactBytes(payload.segment(entry.getKey()), entry.getValue(), signature);
      entry.getValue().stream()
          .forEach(row -> assertThat(isLive(payload, entry.getKey(), row)).isTrue());
    }
    assertThat(liveRows(payload))
        .isEqualTo(covered.values().stream().mapToLong(BitSet::cardinality).sum());
    assertThat(payload.liveBytes()).isEqualTo(live);
    assertThat(payload.heldBytes()).isEqualTo(heldBytes(payload));
    assertThat(payload.heldBytes()).isGreaterThanOrEqualTo(store.bytes());
    assertThat((double) store.blocks().size()).isLessThanOrEqualTo(payload.segments() * 1.25);
  }

  /** Of the segment's bytes what is that of these rows, all rows being alike. */
  private static long shareOfBytes(Segment segment, BitSet rows) {
    return (long) segment.storedBytes() * rows.cardinality() / segment.rows();
  }

  /** Bytes of a segment of these rows alone, from the runs as they are. */
  private static long compactBytes(Segment segment, BitSet rows, Signature signature) {
    int[] runs =
        rows.stream()
            .filter(row -> row == segment.firstRow(segment.runOf(row)) || !rows.get(row - 1))
            .toArray();
    long bytes = 9;
    for (int from : runs) {
      int run = segment.runOf(from);
      int end = Math.min(rows.nextClearBit(from), segment.firstRow(run) + segment.steps(run));
      bytes += 29 + 4L * (end - from) + signature.payloadBytes(end - from);
    }
    return bytes;
  }

  static boolean isLive(PayloadStore payload, int number, int row) {
    SegmentState state = payload.state(number);
    return state != null && state.isLive(row);
  }

  /** Rows that live, counted one by one. */
  static long liveRows(PayloadStore payload) {
    return sum(payload, state -> IntStream.range(0, state.rows).filter(state::isLive).count());
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
