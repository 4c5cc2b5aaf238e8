package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What every {@link BlockStore} must do. An implementation joins by a subclass. */
public abstract class BlockStoreContract {

  /** An empty store. */
  protected abstract BlockStore create() throws Exception;

  @Test
  void get_neverPut_isNull() throws Exception {
    assertThat(create().get(0)).isNull();
    assertThat(create().get(Integer.MAX_VALUE)).isNull();
  }

  @Test
  void get_afterPut_isTheBlock() throws Exception {
    BlockStore store = create();
    store.put(0, new byte[] {1, 2});
    store.put(1_000_000, new byte[0]);
    store.put(7, new byte[100_000]);
    assertThat(store.get(0)).containsExactly(1, 2);
    assertThat(store.get(1_000_000)).isEmpty();
    assertThat(store.get(7)).hasSize(100_000);
  }

  @Test
  void put_again_replaces() throws Exception {
    BlockStore store = create();
    store.put(3, new byte[] {1, 2, 3});
    store.put(3, new byte[] {4});
    assertThat(store.get(3)).containsExactly(4);
  }

  @Test
  void put_arrayUsedAgain_blockStays() throws Exception {
    BlockStore store = create();
    byte[] buffer = {1, 2};
    store.put(3, buffer);
    buffer[0] = 9;
    assertThat(store.get(3)).containsExactly(1, 2);
  }

  @Test
  void remove_present_isGoneAndOthersStay() throws Exception {
    BlockStore store = create();
    store.put(1, new byte[] {1});
    store.put(2, new byte[] {2});
    store.remove(1);
    assertThat(store.get(1)).isNull();
    assertThat(store.get(2)).containsExactly(2);
    store.put(1, new byte[] {3});
    assertThat(store.get(1)).containsExactly(3);
  }

  @Test
  void remove_absent_doesNothing() throws Exception {
    BlockStore store = create();
    store.put(1, new byte[] {1});
    store.remove(5);
    assertThat(store.get(1)).containsExactly(1);
  }
}
