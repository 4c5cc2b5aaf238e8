package dev.cairn.flink;

import dev.cairn.replay.Run;
import dev.cairn.replay.StepCounts;
import dev.cairn.replay.trajectory.Assembled;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Sends what was assembled of a stream to the shards that it belongs to. */
final class AssembledOutput {

  private final ShardKeys keys;

  AssembledOutput(ShardKeys keys) {
    this.keys = keys;
  }

  /** Tells the table's shard 0, which counts its writers, that a stream is active. */
  void active(String table, long stream, Collector<ShardInput> out) {
    out.collect(new ShardInput.Steps(keys.key(table, 0), null, nothing(stream)));
  }

  /** Emits runs and what they add to the ledger; returns the shard that the latter goes to. */
  int emit(
      TableChunk chunk,
      long stream,
      Assembled done,
      long received,
      long rejected,
      Collector<ShardInput> out) {
    long decided = done.assembled() + done.dropped() + rejected;
    StepCounts counts =
        new StepCounts(
            stream, received, done.assembled(), received - decided, done.dropped(), 0, rejected);
    for (Assembled.StartedRun run : done.runs()) {
      int shard = ItemIds.shard(stream, run.incarnation(), run.chunk(), keys.shards(chunk.table()));
      out.collect(new ShardInput.Steps(keys.key(chunk.table(), shard), run.run(), nothing(stream)));
    }
    return emit(chunk, stream, null, counts, out);
  }

  /** Emits what came of a chunk to the shard of the chunk, which is returned. */
  int emit(
      TableChunk chunk,
      long stream,
      @Nullable Run run,
      StepCounts counts,
      Collector<ShardInput> out) {
    int shard =
        ItemIds.shard(stream, chunk.incarnation(), chunk.chunk(), keys.shards(chunk.table()));
    out.collect(new ShardInput.Steps(keys.key(chunk.table(), shard), run, counts));
    return shard;
  }

  private static StepCounts nothing(long stream) {
    return new StepCounts(stream, 0, 0, 0, 0, 0, 0);
  }
}
