package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PayloadStoreTest {

  private static final Layout LAYOUT = new Layout(Tables.SIGNATURE);
  private static final int SEGMENT = 2048;

  /** Where the items are: the part of the index, as a map. */
  private static final class Places implements PayloadStore.Placement {

    private record Place(int segment, int row, int before) {}

    private final Map<Integer, Place> bySlot = new HashMap<>();
    private final Map<Integer, Long> ids = new HashMap<>();
    private final int tiers;

    Places(int tiers) {
      this.tiers = tiers;
    }

    Places copy() {
      Places copy = new Places(tiers);
      copy.bySlot.putAll(bySlot);
      copy.ids.putAll(ids);
      return copy;
    }

    @Override
    public boolean isAt(int slot, int segment, int row) {
      Place place = bySlot.get(slot);
      return place != null && place.segment() == segment && place.row() == row;
    }

    @Override
    public int length(int slot) {
      return 1;
    }

    @Override
    public int tier(int slot) {
      return slot % tiers;
    }

    @Override
    public void moved(int slot, int segment, int row, int before) {
      bySlot.put(slot, new Place(segment, row, before));
    }

    Place place(int slot) {
      Place place = bySlot.get(slot);
      if (place == null) {
        throw new AssertionError("no such item: slot=" + slot);
      }
      return place;
    }
  }

  private MapBlockStore store = new MapBlockStore();
  private PayloadStore payload = open(store, 3, 1 << 20);
  private Places places = new Places(3);
  private int nextSlot;
  private long nextId;

  private static PayloadStore open(MapBlockStore store, int tiers, long cacheBytes) {
    TableSpec base =
        Tables.table(1000, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);
    assertThat(base.segmentBytes()).isEqualTo(SEGMENT);
    assertThat(base.tiers()).hasSize(tiers);
    return new PayloadStore(Tables.withCache(base, cacheBytes), store);
  }

  private void insert(int steps) {
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

  private void kill(int slot) {
    Places.Place place = places.place(slot);
    payload.kill(place.segment(), place.row(), place.before(), 1);
    places.bySlot.remove(slot);
    places.ids.remove(slot);
  }

  private void check() {
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

  private long step(long id) {
    return steps.computeIfAbsent(
        id,
        key -> {
          throw new AssertionError("id=" + key);
        });
  }

  private void remember(long firstId, int count) {
    for (int k = 0; k < count; k++) {
      steps.put(firstId + k, firstId % 100 + k);
    }
  }

  @Test
  void operations_random_keepEveryLiveRow() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    byte[] header = snapshot();
    MapBlockStore savedStore = store.copy();
    Places savedPlaces = places.copy();
    for (int i = 0; i < 100_000; i++) {
      int what = random.nextInt(100);
      if (what < 12) {
        int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 16);
        remember(nextId, length);
        insert(length);
      } else if (what < 97) {
        for (int k = 0; k < 3 && places.bySlot.size() > 300; k++) {
          killOne(random);
        }
      } else if (what == 97) {
        payload.clean(places);
      } else if (what == 98 && random.nextInt(4) == 0) {
        payload.relieve(places);
      } else if (random.nextInt(20) == 0) {
        header = snapshot();
        savedStore = store.copy();
        savedPlaces = places.copy();
      } else if (random.nextInt(20) == 0) {
        store = savedStore.copy();
        places = savedPlaces.copy();
        payload = open(store, 3, 1 << 14);
        restore(header);
        check();
      }
      if (i % 1000 == 0) {
        check();
      }
    }
    check();
    assertThat(payload.cleaned()).isPositive();
  }

  private void killOne(SplittableRandom random) {
    // Mostly the oldest, else any.
    List<Integer> slots = new ArrayList<>();
    for (int slot : places.bySlot.keySet()) {
      slots.add(slot);
      if (slots.size() > 40) {
        break;
      }
    }
    kill(slots.get(random.nextInt(slots.size())));
  }

  private byte[] snapshot() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    payload.snapshot(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private void restore(byte[] header) throws IOException {
    payload.restore(new DataInputStream(new ByteArrayInputStream(header)));
    for (Places.Place place : places.bySlot.values()) {
      payload.adopt(place.segment(), place.row(), place.before(), 1);
    }
    payload.endRestore();
  }

  @Test
  void append_segmentsFillUp_onePutASegment() {
    for (int i = 0; i < 100; i++) {
      insert(10);
    }
    // 10 steps take 29 + 10 * 4 + 11 * 17 + 10 * 12 = 376 bytes, and 8 in the list of runs.
    assertThat(payload.segments()).isEqualTo(20);
    assertThat(store.puts()).isEqualTo(19);
    assertThat(payload.heldBytes()).isEqualTo(20 * (9 + 5 * 376L));
  }

  @Test
  void append_runLargerThanASegment_hasOneToItself() {
    insert(3);
    insert(200);
    insert(3);
    assertThat(List.of(0, 3, 203).stream().map(slot -> places.place(slot).segment()))
        .containsExactly(0, 1, 2);
    assertThat(places.place(203).row()).isZero();
  }

  @Test
  void kill_lastRowOfASegment_itsNumberIsUsedAgainAndOverwritten() {
    for (int i = 0; i < 50; i++) {
      insert(10);
    }
    assertThat(payload.segments()).isEqualTo(10);
    for (int slot = 0; slot < 50; slot++) {
      kill(slot);
    }
    assertThat(payload.segments()).isEqualTo(9);
    assertThat(store.blocks()).containsKey(0);
    long held = payload.heldBytes();
    insert(10);
    assertThat(places.place(500).segment()).isZero();
    assertThat(payload.heldBytes()).as("the old block still counts").isEqualTo(held);
  }

  @Test
  void kill_mostSegments_blocksBeyondTheNeedAreRemoved() {
    for (int i = 0; i < 500; i++) {
      insert(10);
    }
    assertThat(store.blocks()).hasSize(99);
    for (int slot = 0; slot < 4600; slot++) {
      kill(slot);
    }
    // 8 segments are left, one of them open; 2 blocks wait to be overwritten.
    assertThat(payload.segments()).isEqualTo(8);
    assertThat(store.blocks()).hasSize(7 + 2).containsKeys(0, 1);
  }

  @Test
  void clean_liveShareBelowTheBound_survivorsOfATierShareASegment() {
    remember(0, 10_000);
    for (int i = 0; i < 100; i++) {
      insert(10);
    }
    long held = payload.heldBytes();
    // Every tenth survives; all of those of one tier go to one segment after another.
    for (int slot = 0; slot < 900; slot++) {
      if (slot % 10 != 3) {
        kill(slot);
      }
    }
    assertThat(payload.heldBytes()).as("not yet").isEqualTo(held);
    for (int i = 0; i < 15; i++) {
      insert(10);
    }
    payload.clean(places);
    assertThat(payload.cleaned()).isEqualTo(18);
    assertThat(payload.heldBytes()).isLessThan(held * 2 / 3);
    Map<Integer, Integer> tierOfSegment = new HashMap<>();
    for (int slot = 3; slot < 900; slot += 10) {
      tierOfSegment.putIfAbsent(places.place(slot).segment(), places.tier(slot));
      assertThat(tierOfSegment).containsEntry(places.place(slot).segment(), places.tier(slot));
    }
  }

  @Test
  void clean_oldestDieFirst_nothingIsCopied() {
    for (int i = 0; i < 400; i++) {
      insert(10);
      if (i >= 100) {
        for (int slot = (i - 100) * 10; slot < (i - 99) * 10; slot++) {
          kill(slot);
        }
      }
      payload.clean(places);
    }
    assertThat(payload.cleaned()).as("segments that empty by themselves").isZero();
    assertThat(payload.segments()).isLessThan(25);
  }

  @Test
  void relieve_pressure_smallestLiveShareFirst() {
    for (int i = 0; i < 25; i++) {
      insert(10);
    }
    for (int slot = 0; slot < 20; slot++) {
      kill(slot);
    }
    for (int slot = 50; slot < 80; slot++) {
      kill(slot);
    }
    assertThat(payload.relieve(places)).isTrue();
    assertThat(PayloadChecks.isLive(payload, 0, 49)).as("40 % dead").isTrue();
    assertThat(places.place(80).segment()).as("60 % dead").isNotEqualTo(1);
  }

  @Test
  void segment_cacheTooSmall_readsTheStore() {
    payload = open(store, 3, 0);
    for (int i = 0; i < 10; i++) {
      insert(10);
    }
    remember(0, 200);
    int gets = store.gets();
    payload.segment(0);
    payload.segment(0);
    assertThat(store.gets()).isEqualTo(gets + 2);
  }

  @Test
  void segment_blockIsMissing_saysWhat() {
    payload = open(store, 3, 0);
    for (int i = 0; i < 10; i++) {
      insert(10);
    }
    store.remove(0);
    assertThatIllegalStateException()
        .isThrownBy(() -> payload.segment(0))
        .withMessageContaining("segment=0");
  }

  @Test
  void parse_unknownVersion_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Segment.parse(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0}))
        .withMessageContaining("version=9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Segment.parse(new byte[0]))
        .withMessageContaining("version=none");
  }

  @Test
  void snapshot_openSegment_staysOpenAndIsWrittenOnce() throws IOException {
    insert(3);
    snapshot();
    assertThat(store.puts()).isEqualTo(1);
    snapshot();
    assertThat(store.puts()).as("nothing new").isEqualTo(1);
    insert(3);
    assertThat(places.place(3).segment()).isEqualTo(places.place(0).segment());
  }
}
