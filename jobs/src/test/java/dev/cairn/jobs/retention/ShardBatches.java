package dev.cairn.jobs.retention;

import static java.util.Objects.requireNonNull;

import dev.cairn.client.ImportanceWeights;
import dev.cairn.examples.Step;
import dev.cairn.examples.dqn.BatchSource;
import dev.cairn.examples.dqn.DqnBatch;
import dev.cairn.examples.dqn.LearnerBatch;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.MapBlockStore;
import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.Run;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.TableSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory itself in this thread, with neither Flink nor Kafka: a table of one shard that takes
 * whole episodes of single steps, and the batches of a learner.
 */
final class ShardBatches implements BatchSource {

  private final TableSpec table;
  private final ReplayShard shard;
  private @Nullable DrawnBatch last;
  private long inserted;
  private long episodes;
  private long requests;
  private long nowMs = 1;

  /**
   * @param table with the columns obs, actions and rewards, in this order
   */
  ShardBatches(TableSpec table, long seed) {
    this.table = table;
    shard =
        ReplayShard.create(
            table,
            0,
            seed,
            new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore()),
            nowMs);
  }

  /** Inserts the steps of an episode that has ended, [n] actions and what came of them. */
  void insert(float[] first, List<Integer> actions, List<Step> steps) {
    int n = steps.size();
    ByteBuffer payload =
        ByteBuffer.allocate(table.signature().payloadBytes(n)).order(ByteOrder.LITTLE_ENDIAN);
    floats(payload, first);
    steps.forEach(step -> floats(payload, step.observation()));
    actions.forEach(payload::putLong);
    steps.forEach(step -> payload.putFloat(step.reward()));
    long[] ids = new long[n];
    int[] rows = new int[n];
    int[] lengths = new int[n];
    float[] initial = new float[n];
    Arrays.setAll(ids, i -> inserted + i);
    Arrays.setAll(rows, i -> i);
    Arrays.fill(lengths, 1);
    Arrays.fill(initial, Float.NaN);
    inserted += n;
    Step end = steps.get(n - 1);
    double episodeReturn = steps.stream().mapToDouble(Step::reward).sum();
    shard.insert(
        new Run(
            -1,
            episodes++,
            0,
            n,
            end.terminated(),
            end.truncated(),
            payload.array(),
            ids,
            rows,
            lengths,
            initial,
            episodeReturn),
        ++nowMs);
  }

  /** Items inserted so far. */
  long inserted() {
    return inserted;
  }

  @Override
  public LearnerBatch next(Duration timeout) {
    shard.request(
        new SampleRequest("learner", requests++, MazeLearning.BATCH, 1, 0, Long.MAX_VALUE, false),
        ++nowMs);
    DrawnBatch batch = requireNonNull(shard.poll(nowMs), "a shard with items answers at once");
    last = batch;
    float[] weights =
        ImportanceWeights.of(
            batch.probabilities(),
            batch.totals().drawable(),
            batch.totals().minProbability(),
            MazeLearning.BETA,
            ImportanceWeights.Divisor.BATCH);
    int size = weights.length;
    ByteBuffer actions = data(batch, "actions");
    ByteBuffer terminateds = data(batch, "terminateds");
    int[] action = new int[size];
    boolean[] terminated = new boolean[size];
    for (int i = 0; i < size; i++) {
      action[i] = (int) actions.getLong();
      terminated[i] = terminateds.get() != 0;
    }
    DqnBatch transitions =
        new DqnBatch(
            floats(batch, "obs"),
            floats(batch, "new_obs"),
            action,
            floats(batch, "rewards"),
            terminated,
            weights);
    return new LearnerBatch(transitions, Double.NaN, Double.NaN);
  }

  @Override
  public void learned(long learnerStep, float[] tdErrors) {
    DrawnBatch batch = requireNonNull(last, "next must come before learned");
    shard.update(
        new PriorityUpdates(
            batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), tdErrors, -1, nowMs),
        nowMs);
  }

  private static void floats(ByteBuffer payload, float[] row) {
    for (float value : row) {
      payload.putFloat(value);
    }
  }

  private static float[] floats(DrawnBatch batch, String name) {
    FloatBuffer data = data(batch, name).asFloatBuffer();
    float[] values = new float[data.remaining()];
    data.get(values);
    return values;
  }

  private static ByteBuffer data(DrawnBatch batch, String name) {
    for (DrawnBatch.ColumnData column : batch.columns()) {
      if (column.name().equals(name)) {
        return ByteBuffer.wrap(column.data()).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw new IllegalArgumentException("a batch must have the column: column=" + name);
  }
}
