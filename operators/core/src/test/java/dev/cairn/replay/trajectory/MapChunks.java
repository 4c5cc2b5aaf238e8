package dev.cairn.replay.trajectory;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chunks that wait, in a map. */
final class MapChunks implements HeldChunks {

  final Map<Long, HeldChunk> chunks = new HashMap<>();

  @Override
  public @Nullable HeldChunk get(long number) {
    return chunks.get(number);
  }

  @Override
  public void put(HeldChunk chunk) {
    chunks.put(chunk.number(), chunk);
  }

  @Override
  public void remove(long number) {
    chunks.remove(number);
  }

  long bytes() {
    return chunks.values().stream().mapToLong(HeldChunk::bytes).sum();
  }
}
