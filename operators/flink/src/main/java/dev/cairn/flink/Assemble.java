package dev.cairn.flink;

import dev.cairn.replay.StepCounts;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.trajectory.Assembled;
import dev.cairn.replay.trajectory.EpisodeAssembly;
import dev.cairn.replay.trajectory.HeldChunk;
import dev.cairn.replay.trajectory.Stretch;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes runs of items out of the chunks of a stream, keyed by table and stream: drops repeats by
 * incarnation and chunk number, keeps order, and counts every step.
 *
 * <p>Where items are single steps or whole chunks nothing is held back, and state is one {@link
 * StreamProgress} a stream. Elsewhere the steps that items still need wait in state, a {@link
 * Stretch} and an entry a chunk, within the table's limits. A gap (metric {@code gaps}), a rejected
 * chunk, a new incarnation, or silence for the table's timeout ends the episode as interrupted.
 *
 * <p>A stream is remembered until it has been silent for {@link #IDLE}: a chunk that is repeated
 * later than that is taken as new. While the job does not run, no stream is silent.
 */
final class Assemble extends KeyedProcessFunction<String, StreamInput, ShardInput> {

  /** How long a silent stream is remembered. */
  static final Duration IDLE = Duration.ofHours(24);

  private static final long serialVersionUID = 1L;
  private static final long ACTIVITY_MS = 1_000;

  private final PipelineSpec spec;
  private final ShardKeys keys;
  private transient Map<String, TableSpec> tables = new HashMap<>();
  private transient Map<String, DirectRuns> direct = new HashMap<>();
  private transient Map<String, EpisodeAssembly> episodes = new HashMap<>();
  private transient @Nullable StreamStates states;
  private transient @Nullable DeadLetters deadLetters;
  private transient @Nullable AssembledOutput output;
  private transient Counter gaps = new SimpleCounter();
  private transient Counter amended = new SimpleCounter();
  private transient long startedMs;

  Assemble(PipelineSpec spec, ShardKeys keys) {
    this.spec = spec;
    this.keys = keys;
  }

  /** Key of an input. A table's name has no '/'. */
  static String keyOf(StreamInput input) {
    return input.table() + '/' + input.stream();
  }

  @Override
  public void open(OpenContext context) {
    tables = new HashMap<>();
    direct = new HashMap<>();
    episodes = new HashMap<>();
    for (TableSpec table : spec.tables()) {
      tables.put(table.name(), table);
      if (table.stepsWait()) {
        episodes.put(
            table.name(), new EpisodeAssembly(table, (origin, row) -> ItemIds.id(origin, row, 0)));
      } else {
        direct.put(table.name(), new DirectRuns(table));
      }
    }
    states = new StreamStates(getRuntimeContext());
    output = new AssembledOutput(keys);
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    deadLetters = new DeadLetters(spec.space(), metrics);
    MetricGroup group = metrics.addGroup(ShardMetrics.GROUP);
    gaps = group.counter("gaps");
    amended = group.counter("amended");
    startedMs = Long.MIN_VALUE;
  }

  @Override
  public void processElement(StreamInput input, Context context, Collector<ShardInput> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    startedMs = startedMs == Long.MIN_VALUE ? now : startedMs;
    if (input instanceof TableAmendment amendment) {
      amend(amendment, context, now);
    } else if (input instanceof TableChunk chunk) {
      take(chunk, context, now, out);
    }
  }

  private void take(TableChunk chunk, Context context, long now, Collector<ShardInput> out)
      throws Exception {
    long stream = ItemIds.hash(chunk.stream());
    long steps = chunk.steps();
    StepCounts rejected = new StepCounts(stream, steps, 0, 0, 0, 0, steps);
    if (chunk.chunk() == TableChunk.NO_NUMBER) {
      output().emit(chunk, stream, null, rejected, out);
      return;
    }
    StreamProgress before = states().progress.value();
    if (before == null) {
      context.timerService().registerProcessingTimeTimer(now + periodMs(chunk.table()));
    }
    if (before != null && seen(before, chunk)) {
      output().emit(chunk, stream, null, new StepCounts(stream, steps, 0, 0, 0, steps, 0), out);
      return;
    }
    if (before != null && gap(before, chunk)) {
      gaps.inc();
    }
    states().progress.update(new StreamProgress(chunk.incarnation(), chunk.chunk() + 1, now));
    DirectRuns runs = direct.get(chunk.table());
    TableChunk.Content content = chunk.content();
    int shard;
    if (runs == null) {
      shard = assemble(chunk, stream, out);
    } else if (content == null) {
      shard = output().emit(chunk, stream, null, rejected, out);
    } else {
      StepCounts taken = new StepCounts(stream, steps, steps, 0, 0, 0, 0);
      shard = output().emit(chunk, stream, runs.of(chunk, content), taken, out);
    }
    if (shard != 0 && (before == null || now / ACTIVITY_MS != before.seenMs() / ACTIVITY_MS)) {
      // Shard 0 counts the table's writers, so it hears of each about once a second.
      output().active(chunk.table(), stream, out);
    }
  }

  /** Cuts the items that the chunk completes; returns the shard that was told of its steps. */
  private int assemble(TableChunk chunk, long stream, Collector<ShardInput> out) throws Exception {
    EpisodeAssembly assembly = assembly(chunk.table());
    Assembled done = new Assembled();
    Stretch open = states().open.value();
    TableChunk.Content content = chunk.content();
    if (content != null) {
      open =
          assembly.add(
              open,
              chunk.incarnation(),
              content.episode(),
              held(chunk, content),
              content.terminated(),
              content.truncated(),
              states().held,
              done);
    } else if (open != null) {
      assembly.interrupt(open, states().held, done);
      open = null;
    }
    keep(open);
    long rejected = content == null ? chunk.steps() : 0;
    return output().emit(chunk, stream, done, chunk.steps(), rejected, out);
  }

  private void amend(TableAmendment amendment, Context context, long now) throws Exception {
    Stretch open = states().open.value();
    EpisodeAssembly assembly = episodes.get(amendment.table());
    if (assembly != null
        && open != null
        && open.incarnation() == amendment.incarnation()
        && open.episode() == amendment.episode()
        && assembly.amend(
            open, amendment.step(), amendment.column(), amendment.value(), states().held)) {
      amended.inc();
      return;
    }
    context.output(
        DeadLetters.TAG,
        deadLetters().of(amendment.raw(), AmendmentFit.tooLate(amendment, open), now));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ShardInput> out)
      throws Exception {
    StreamProgress last = states().progress.value();
    if (last == null) {
      return;
    }
    // A timer can be older than the present, above all after a time without the job.
    long now = context.timerService().currentProcessingTime();
    startedMs = startedMs == Long.MIN_VALUE ? now : startedMs;
    String key = context.getCurrentKey();
    String table = key.substring(0, key.indexOf('/'));
    long seenMs = Math.max(last.seenMs(), startedMs);
    boolean forgotten = seenMs + IDLE.toMillis() <= now;
    if (forgotten || seenMs + periodMs(table) <= now) {
      interrupt(table, key.substring(table.length() + 1), out);
    }
    if (forgotten) {
      states().progress.clear();
      return;
    }
    long due = seenMs + periodMs(table);
    if (due <= now) {
      due = Math.min(seenMs + IDLE.toMillis(), now + periodMs(table));
    }
    context.timerService().registerProcessingTimeTimer(due);
  }

  /** The stream has been silent for too long: what can become items does, the rest is dropped. */
  private void interrupt(String table, String name, Collector<ShardInput> out) throws Exception {
    Stretch open = states().open.value();
    if (open == null) {
      return;
    }
    Assembled done = new Assembled();
    EpisodeAssembly assembly = episodes.get(table);
    if (assembly == null) {
      EpisodeAssembly.discard(open, states().held, done);
    } else {
      assembly.interrupt(open, states().held, done);
    }
    keep(null);
    if (keys.shards(table) > 0) {
      TableChunk end =
          new TableChunk(table, name, open.incarnation(), open.lastChunk(), 0, 0, null);
      output().emit(end, ItemIds.hash(name), done, 0, 0, out);
    }
  }

  private static HeldChunk held(TableChunk chunk, TableChunk.Content content) {
    float[] initial = content.initial();
    if (initial == null) {
      initial = new float[chunk.steps()];
      Arrays.fill(initial, Float.NaN);
    }
    return new HeldChunk(
        chunk.chunk(),
        chunk.origin(),
        content.firstStep(),
        content.firstStep(),
        chunk.steps(),
        content.policyVersion(),
        content.payload(),
        initial);
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

  private void keep(@Nullable Stretch open) throws Exception {
    if (open == null) {
      states().open.clear();
    } else {
      states().open.update(open);
    }
  }

  /** How often it is looked whether a stream is silent, ms. */
  private long periodMs(String table) {
    TableSpec known = tables.get(table);
    return known != null && known.stepsWait()
        ? Math.min(known.assembly().timeoutMs(), IDLE.toMillis())
        : IDLE.toMillis();
  }

  private EpisodeAssembly assembly(String table) {
    EpisodeAssembly assembly = episodes.get(table);
    if (assembly == null) {
      throw new IllegalStateException("table must be configured: table=" + table);
    }
    return assembly;
  }

  private StreamStates states() {
    return required(states);
  }

  private DeadLetters deadLetters() {
    return required(deadLetters);
  }

  private AssembledOutput output() {
    return required(output);
  }

  private static <T> T required(@Nullable T opened) {
    if (opened == null) {
      throw new IllegalStateException("open() must come first: opened=null");
    }
    return opened;
  }
}
