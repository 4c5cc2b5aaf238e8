package dev.cairn.benchmarks;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.Run;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A shard full of transitions of 100 bytes (observation of 80, action of 8, reward of 4, and what
 * the memory adds), inserted in chunks of 16, in three tiers by TD error, with its oldest items
 * being evicted.
 */
public final class FilledShard {

  private static final int STEPS = 16;
  // Answered requests that a shard remembers: so many must have been, or their memory still grows.
  private static final int REMEMBERED = 1 << 15;
  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              new ColumnSpec("obs", DType.FLOAT32, List.of(20), true),
              new ColumnSpec("actions", DType.INT64, List.of(), false),
              new ColumnSpec("rewards", DType.FLOAT32, List.of(), false)));

  private final ReplayShard shard;
  private final SplittableRandom random = new SplittableRandom(1);
  private final int batch;
  // Taken again for each batch: what is allocated here would count as the memory's own.
  private final float[] errors;
  private long id;
  private long request;
  private long nowMs = 1_000_000;

  /**
   * Fills a shard.
   *
   * @param items capacity
   * @param batch items that are drawn at once
   * @param cacheBytes of the payload
   */
  public FilledShard(int items, int batch, long cacheBytes) {
    this.batch = batch;
    errors = new float[batch];
    TableSpec spec = spec(items, cacheBytes);
    shard =
        ReplayShard.create(
            spec,
            0,
            1,
            new ReplayShard.Blocks(
                new HeapBlockStore(), new HeapBlockStore(), new HeapBlockStore()),
            nowMs);
    for (int inserted = 0; inserted < items * 5L / 4; inserted += STEPS) {
      insert();
      if (inserted % (4 * batch) < STEPS) {
        learn();
      }
    }
    for (int i = 0; i < REMEMBERED; i++) {
      shard.request(new SampleRequest("learner", request++, 1, 1, 0, Long.MAX_VALUE, true), nowMs);
      shard.poll(nowMs);
    }
  }

  /** The table of such a shard. */
  public static TableSpec spec(int items, long cacheBytes) {
    return new TableSpec(
        "benchmark",
        1,
        items,
        1L << 40,
        SIGNATURE,
        StorageUnit.SINGLE_STEPS,
        AssemblySpec.DEFAULT,
        List.of(
            new TierSpec(0.9, 0.5, 0.2), new TierSpec(0.6, 0.3, 0.3), new TierSpec(0, 0.2, 0.5)),
        ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.LiveRank()),
        new SamplerSpec(
            SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.TD_ERROR, 0.6, 1e-6, 0),
        TableSpec.Overflow.DEMOTE,
        new LimiterSpec(1, Double.NaN, 0),
        1024,
        STEPS,
        16 << 10,
        1.0 / 3,
        cacheBytes);
  }

  /** The shard. */
  public ReplayShard shard() {
    return shard;
  }

  /** Inserts a chunk of 16. */
  void insert() {
    ByteBuffer payload =
        ByteBuffer.allocate(SIGNATURE.payloadBytes(STEPS)).order(ByteOrder.LITTLE_ENDIAN);
    long[] ids = new long[STEPS];
    int[] rows = new int[STEPS];
    int[] lengths = new int[STEPS];
    float[] initial = new float[STEPS];
    Arrays.fill(lengths, 1);
    Arrays.fill(initial, Float.NaN);
    for (int i = 0; i < STEPS; i++) {
      ids[i] = id++;
      rows[i] = i;
    }
    shard.insert(
        new Run(1, 1, 0, STEPS, false, false, payload.array(), ids, rows, lengths, initial), nowMs);
  }

  /** What asks for the next batch. */
  SampleRequest request() {
    return new SampleRequest("learner", request++, batch, 1, 0, Long.MAX_VALUE, false);
  }

  /** What gives back TD errors for a batch. */
  PriorityUpdates feedback(DrawnBatch drawn) {
    return new PriorityUpdates(
        drawn.attempt(), drawn.sequence(), drawn.slots(), drawn.ids(), errors, 1, nowMs);
  }

  /** Draws a batch. */
  DrawnBatch draw() {
    shard.request(request(), nowMs);
    @Nullable DrawnBatch drawn = shard.poll(nowMs);
    if (drawn == null) {
      throw new IllegalStateException("a full table must answer: request=" + request);
    }
    return drawn;
  }

  /** Draws a batch and gives back TD errors for it. */
  DrawnBatch learn() {
    DrawnBatch drawn = draw();
    for (int i = 0; i < batch; i++) {
      double u = random.nextDouble();
      errors[i] = (float) (u * u * u);
    }
    shard.update(feedback(drawn), nowMs);
    return drawn;
  }

  /** Writes what changed. */
  byte[] snapshot() {
    return shard.snapshot();
  }
}
