package dev.cairn.flink;

import dev.cairn.replay.BlockStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one shard in keyed state. Sets the shard's key before each access when another is
 * current, so that a shard may be called from timers and snapshots too.
 */
final class FlinkBlockStore implements BlockStore {

  private final KeyedStateBackend<Long> backend;
  private final Long key;
  private final MapState<Integer, byte[]> blocks;

  FlinkBlockStore(KeyedStateBackend<Long> backend, Long key, MapState<Integer, byte[]> blocks) {
    this.backend = backend;
    this.key = key;
    this.blocks = blocks;
  }

  @Override
  public byte @Nullable [] get(int number) {
    select();
    try {
      return blocks.get(number);
    } catch (Exception e) {
      throw failed("get", number, e);
    }
  }

  @Override
  public void put(int number, byte[] block) {
    select();
    try {
      // The heap backend keeps the array it is given; RocksDB copies.
      blocks.put(number, block);
    } catch (Exception e) {
      throw failed("put", number, e);
    }
  }

  @Override
  public void remove(int number) {
    select();
    try {
      blocks.remove(number);
    } catch (Exception e) {
      throw failed("remove", number, e);
    }
  }

  private void select() {
    if (!key.equals(backend.getCurrentKey())) {
      backend.setCurrentKey(key);
    }
  }

  private FlinkRuntimeException failed(String what, int number, Exception cause) {
    return new FlinkRuntimeException(
        "state must be accessible: operation=" + what + " key=" + key + " block=" + number, cause);
  }
}
