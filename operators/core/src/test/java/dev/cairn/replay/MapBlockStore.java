package dev.cairn.replay;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Blocks in a map; a copy of it is a checkpoint. Hands out and keeps copies only. */
public final class MapBlockStore implements BlockStore {

  private final Map<Integer, byte[]> blocks;
  private int puts;
  private long bytesPut;
  private int gets;

  public MapBlockStore() {
    this(new HashMap<>());
  }

  private MapBlockStore(Map<Integer, byte[]> blocks) {
    this.blocks = blocks;
  }

  @Override
  public byte @Nullable [] get(int number) {
    gets++;
    byte[] block = blocks.get(number);
    return block == null ? null : block.clone();
  }

  @Override
  public void put(int number, byte[] block) {
    puts++;
    bytesPut += block.length;
    blocks.put(number, block.clone());
  }

  @Override
  public void remove(int number) {
    blocks.remove(number);
  }

  /** The blocks as they are now. */
  public MapBlockStore copy() {
    return new MapBlockStore(new HashMap<>(blocks));
  }

  Map<Integer, byte[]> blocks() {
    return blocks;
  }

  int puts() {
    return puts;
  }

  long bytesPut() {
    return bytesPut;
  }

  int gets() {
    return gets;
  }

  long bytes() {
    return blocks.values().stream().mapToLong(block -> block.length).sum();
  }
}
