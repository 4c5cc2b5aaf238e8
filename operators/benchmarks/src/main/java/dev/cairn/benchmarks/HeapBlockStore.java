package dev.cairn.benchmarks;

import dev.cairn.replay.BlockStore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Blocks on the heap: what the memory costs without a state backend. */
final class HeapBlockStore implements BlockStore {

  private final Map<Integer, byte[]> blocks = new HashMap<>();

  @Override
  public byte @Nullable [] get(int number) {
    return blocks.get(number);
  }

  @Override
  public void put(int number, byte[] block) {
    blocks.put(number, block);
  }

  @Override
  public void remove(int number) {
    blocks.remove(number);
  }
}
