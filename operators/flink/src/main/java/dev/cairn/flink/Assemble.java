package dev.cairn.flink;

import dev.cairn.replay.Run;
import dev.cairn.replay.StepCounts;
import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes runs of items out of the chunks of a stream, keyed by table and stream: drops repeats by
 * incarnation and chunk number, keeps order, and counts every step.
 *
 * <p>Items are single steps, so nothing is held back and a gap loses only what never came: it is
 * counted as metric {@code gaps}. State is one {@link StreamProgress} a stream, kept until the
 * stream has been silent for {@link #IDLE}: a chunk that is repeated later than that is taken as
 * new.
 */
final class Assemble extends KeyedProcessFunction<String, TableChunk, ShardInput> {

  /** How long a silent stream is remembered. */
  static final Duration IDLE = Duration.ofHours(24);

  private static final long serialVersionUID = 1L;
  private static final long ACTIVITY_MS = 1_000;

  private final ShardKeys keys;
  private transient @Nullable ValueState<StreamProgress> progress;
  private transient Counter gaps = new SimpleCounter();

  Assemble(ShardKeys keys) {
    this.keys = keys;
  }

  /** Key of a chunk. A table's name has no '/'. */
  static String keyOf(TableChunk chunk) {
    return chunk.table() + '/' + chunk.stream();
  }

  @Override
  public void open(OpenContext context) throws Exception {
    progress =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("progress", StreamProgressSerializer.INSTANCE));
    gaps = getRuntimeContext().getMetricGroup().counter("gaps");
  }

  @Override
  public void processElement(TableChunk chunk, Context context, Collector<ShardInput> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    long stream = ItemIds.hash(chunk.stream());
    if (chunk.chunk() == TableChunk.NO_NUMBER) {
      emit(chunk, stream, Outcome.REJECTED, out);
      return;
    }
    StreamProgress before = progress().value();
    if (before == null) {
      context.timerService().registerProcessingTimeTimer(now + IDLE.toMillis());
    }
    if (before != null && seen(before, chunk)) {
      emit(chunk, stream, Outcome.DUPLICATE, out);
      return;
    }
    if (before != null && gap(before, chunk)) {
      gaps.inc();
    }
    progress().update(new StreamProgress(chunk.incarnation(), chunk.chunk() + 1, now));
    int shard =
        emit(chunk, stream, chunk.content() == null ? Outcome.REJECTED : Outcome.TAKEN, out);
    if (shard != 0 && (before == null || now / ACTIVITY_MS != before.seenMs() / ACTIVITY_MS)) {
      // Shard 0 counts the table's writers, so it hears of each about once a second.
      out.collect(
          new ShardInput.Steps(
              keys.key(chunk.table(), 0), null, new StepCounts(stream, 0, 0, 0, 0, 0, 0)));
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ShardInput> out)
      throws Exception {
    StreamProgress last = progress().value();
    if (last == null) {
      return;
    }
    long end = last.seenMs() + IDLE.toMillis();
    if (end <= timestamp) {
      progress().clear();
    } else {
      context.timerService().registerProcessingTimeTimer(end);
    }
  }

  private enum Outcome {
    TAKEN,
    DUPLICATE,
    REJECTED
  }

  private int emit(TableChunk chunk, long stream, Outcome outcome, Collector<ShardInput> out) {
    int shard =
        ItemIds.shard(stream, chunk.incarnation(), chunk.chunk(), keys.shards(chunk.table()));
    long steps = chunk.steps();
    StepCounts counts =
        new StepCounts(
            stream,
            steps,
            outcome == Outcome.TAKEN ? steps : 0,
            0,
            0,
            outcome == Outcome.DUPLICATE ? steps : 0,
            outcome == Outcome.REJECTED ? steps : 0);
    TableChunk.Content content = chunk.content();
    Run run = outcome == Outcome.TAKEN && content != null ? run(chunk, content) : null;
    out.collect(new ShardInput.Steps(keys.key(chunk.table(), shard), run, counts));
    return shard;
  }

  private static Run run(TableChunk chunk, TableChunk.Content content) {
    int steps = chunk.steps();
    long[] ids = new long[steps];
    int[] rows = new int[steps];
    int[] lengths = new int[steps];
    for (int step = 0; step < steps; step++) {
      ids[step] = ItemIds.id(chunk.origin(), step, 0);
      rows[step] = step;
      lengths[step] = 1;
    }
    return new Run(
        content.policyVersion(),
        content.episode(),
        content.firstStep(),
        steps,
        content.terminated(),
        content.truncated(),
        content.payload(),
        ids,
        rows,
        lengths,
        initial(content, steps));
  }

  private static float[] initial(TableChunk.Content content, int steps) {
    float[] given = content.initial();
    if (given != null) {
      return given;
    }
    float[] none = new float[steps];
    Arrays.fill(none, Float.NaN);
    return none;
  }

  private static boolean seen(StreamProgress before, TableChunk chunk) {
    return chunk.incarnation() < before.incarnation()
        || (chunk.incarnation() == before.incarnation() && chunk.chunk() < before.nextChunk());
  }

  private static boolean gap(StreamProgress before, TableChunk chunk) {
    return chunk.incarnation() == before.incarnation()
        ? chunk.chunk() > before.nextChunk()
        : chunk.chunk() > 0;
  }

  private ValueState<StreamProgress> progress() {
    ValueState<StreamProgress> state = progress;
    if (state == null) {
      throw new IllegalStateException("open() must come first: progress=null");
    }
    return state;
  }
}
