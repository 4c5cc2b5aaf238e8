package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PayloadStoreTest extends StoredItems {

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
