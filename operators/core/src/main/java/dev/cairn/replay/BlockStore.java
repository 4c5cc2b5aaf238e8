package dev.cairn.replay;

import org.jspecify.annotations.Nullable;

/**
 * Durable numbered blocks of bytes: what the memory needs of a state backend. Numbers are small,
 * dense and reused. Not thread-safe.
 */
public interface BlockStore {

  /** The block of that number, or null when there is none. The caller must not change it. */
  byte @Nullable [] get(int number);

  /**
   * Stores or replaces a block. The store must not keep a reference to {@code block} after it
   * returns, unless it copies.
   */
  void put(int number, byte[] block);

  /** Removes a block; nothing happens when there is none. */
  void remove(int number);
}
