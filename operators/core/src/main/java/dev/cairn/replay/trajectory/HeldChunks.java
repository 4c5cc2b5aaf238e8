package dev.cairn.replay.trajectory;

import org.jspecify.annotations.Nullable;

/** Where the chunks of one stream wait, by their number. */
public interface HeldChunks {

  /** The chunk, or null when none of that number waits. */
  @Nullable HeldChunk get(long number);

  /** Keeps a chunk, in place of one of the same number. */
  void put(HeldChunk chunk);

  void remove(long number);
}
