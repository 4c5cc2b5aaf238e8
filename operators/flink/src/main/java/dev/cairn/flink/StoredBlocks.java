package dev.cairn.flink;

import dev.cairn.replay.BlockStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/** Blocks of the shard whose key is current, to be read only. */
final class StoredBlocks implements BlockStore {

  private final String name;
  private final MapState<Integer, byte[]> blocks;

  StoredBlocks(String name, MapState<Integer, byte[]> blocks) {
    this.name = name;
    this.blocks = blocks;
  }

  @Override
  public byte @Nullable [] get(int number) {
    try {
      return blocks.get(number);
    } catch (Exception e) {
      throw new FlinkRuntimeException(
          "a stored block must be readable: blocks=" + name + " number=" + number, e);
    }
  }

  @Override
  public void put(int number, byte[] block) {
    throw new UnsupportedOperationException("a checkpoint is only read: blocks=" + name);
  }

  @Override
  public void remove(int number) {
    throw new UnsupportedOperationException("a checkpoint is only read: blocks=" + name);
  }
}
