package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A payload store, and where the items in it ought to be; for tests of the store. */
abstract class StoredItems {

  private static final Layout LAYOUT = new Layout(Tables.SIGNATURE);
  private static final int SEGMENT = 2048;

  MapBlockStore store = new MapBlockStore();
  PayloadStore payload = open(store, 3, 1 << 20);
  Places places = new Places(3);
  private int nextSlot;
  long nextId;

  static PayloadStore open(MapBlockStore store, int tiers, long cacheBytes) {
    TableSpec base =
        Tables.table(1000, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);
    assertThat(base.segmentBytes()).isEqualTo(SEGMENT);
    assertThat(base.tiers()).hasSize(tiers);
    return new PayloadStore(Tables.withCache(base, cacheBytes), store);
  }

  void insert(int steps) {
    Run run = Runs.of(nextId, steps, k -> 0, k -> 0);
    int first = payload.append(run);
    int segment = payload.arrivals();
    for (int k = 0; k < steps; k++) {
      int slot = nextSlot++;
      int before = payload.place(first + k, slot, 1);
      places.moved(slot, segment, first + k, before);
      places.ids.put(slot, nextId + k);
    }
    nextId += steps + 1;
    payload.endRun();
  }

  void kill(int slot) {
    Places.Place place = places.place(slot);
    payload.kill(place.segment(), place.row(), place.before(), 1);
    places.bySlot.remove(slot);
    places.ids.remove(slot);
  }

  void check() {
    long rows = 0;
    for (Map.Entry<Integer, Long> item : places.ids.entrySet()) {
      Places.Place place = places.place(item.getKey());
      Segment segment = payload.segment(place.segment());
      int run = segment.runOf(place.row());
      int step = place.row() - segment.firstRow(run);
      int steps = segment.steps(run);
      int at = segment.payload(run);
      byte[] bytes = segment.bytes();
      long id = item.getValue();
      assertThat(step).isLessThan(steps);
      assertThat(Arrays.copyOfRange(bytes, at + step * 12, at + step * 12 + 24))
          .startsWith(Runs.obs(id))
          .endsWith(Runs.obs(id + 1));
      int actions = at + LAYOUT.offset(2, steps) + step * 8;
      assertThat(LittleEndian.getLong(bytes, actions)).isEqualTo(~id);
      assertThat(segment.firstStep(run) + step).isEqualTo(step(id));
      rows++;
    }
    assertThat(PayloadChecks.liveRows(payload)).isEqualTo(rows);
    assertThat(payload.liveBytes()).isEqualTo(PayloadChecks.liveBytes(payload));
    assertThat(payload.heldBytes())
        .isEqualTo(PayloadChecks.heldBytes(payload))
        .isGreaterThanOrEqualTo(store.bytes());
    assertThat((double) store.blocks().size()).isLessThanOrEqualTo(payload.segments() * 1.25);
  }

  private final Map<Long, Long> steps = new HashMap<>();

  long step(long id) {
    return steps.computeIfAbsent(
        id,
        key -> {
          throw new AssertionError("id=" + key);
        });
  }

  void remember(long firstId, int count) {
    for (int k = 0; k < count; k++) {
      steps.put(firstId + k, firstId % 100 + k);
    }
  }

  byte[] snapshot() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    payload.snapshot(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  void restore(byte[] header) throws IOException {
    payload.restore(new DataInputStream(new ByteArrayInputStream(header)));
    for (Places.Place place : places.bySlot.values()) {
      payload.adopt(place.segment(), place.row(), place.before(), 1);
    }
    payload.endRestore();
  }
}
