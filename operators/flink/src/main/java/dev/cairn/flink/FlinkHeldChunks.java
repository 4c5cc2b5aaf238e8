package dev.cairn.flink;

import dev.cairn.replay.trajectory.HeldChunk;
import dev.cairn.replay.trajectory.HeldChunks;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/** The chunks of the current key that wait, an entry each. */
final class FlinkHeldChunks implements HeldChunks {

  private final MapState<Long, HeldChunk> chunks;

  FlinkHeldChunks(RuntimeContext context) {
    chunks =
        context.getMapState(
            new MapStateDescriptor<>(
                "held", LongSerializer.INSTANCE, HeldChunkSerializer.INSTANCE));
  }

  @Override
  public @Nullable HeldChunk get(long number) {
    try {
      return chunks.get(number);
    } catch (Exception e) {
      throw new FlinkRuntimeException("a chunk could not be read: chunk=" + number, e);
    }
  }

  @Override
  public void put(HeldChunk chunk) {
    try {
      chunks.put(chunk.number(), chunk);
    } catch (Exception e) {
      throw new FlinkRuntimeException("a chunk could not be kept: chunk=" + chunk.number(), e);
    }
  }

  @Override
  public void remove(long number) {
    try {
      chunks.remove(number);
    } catch (Exception e) {
      throw new FlinkRuntimeException("a chunk could not be removed: chunk=" + number, e);
    }
  }
}
