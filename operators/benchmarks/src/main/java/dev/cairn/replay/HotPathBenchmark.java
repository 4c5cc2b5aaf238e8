package dev.cairn.replay;

import dev.cairn.benchmarks.FilledShard;
import dev.cairn.replay.random.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a full shard does to one item, apart from what surrounds it in {@link
 * dev.cairn.benchmarks.ReplayShardBenchmark}: batches of 512 random items, in ascending order as
 * stratified draws give them. In this package, as these parts are not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx6g", "-XX:+UseSerialGC"})
public class HotPathBenchmark {

  private static final int BATCH = 512;

  /** Items that the shard holds. */
  @Param({"100000", "1000000", "10000000"})
  public int items = 100_000;

  private final SplitMix64 random = new SplitMix64(1);
  private final int[] slots = new int[BATCH];
  private Routing routing = new FilledShard(BATCH, BATCH, 0).shard().routing();
  private BatchColumns columns =
      BatchColumns.of(
          FilledShard.spec(BATCH, 0), routing.index, routing.payload, routing::likelihood);
  private long sequence = 1L << 30;
  private boolean up;

  /** Fills the shard. */
  @Setup
  public void fill() {
    long cacheBytes = 2L << 30;
    routing = new FilledShard(items, BATCH, cacheBytes).shard().routing();
    columns =
        BatchColumns.of(
            FilledShard.spec(items, cacheBytes),
            routing.index,
            routing.payload,
            routing::likelihood);
  }

  private void choose() {
    for (int i = 0; i < BATCH; i++) {
      slots[i] = random.nextInt(items);
    }
    Arrays.sort(slots);
  }

  /** Batch assembly: the payload of items, cached, as tensors. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<DrawnBatch.ColumnData> assemble() {
    choose();
    return columns.gather(slots);
  }

  /** Feedback that leaves most items in their tier. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void update() {
    choose();
    for (int slot : slots) {
      // Near what it was.
      update(slot, value(slot) * (float) (0.99 + 0.02 * random.nextDouble()));
    }
    routing.endUpdates();
  }

  /** Feedback that moves items to the best tier and to the last, a batch of each in turn. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void retier() {
    choose();
    up = !up;
    for (int slot : slots) {
      update(slot, (float) (up ? 1 + random.nextDouble() : 1e-3 * random.nextDouble()));
    }
    routing.endUpdates();
  }

  private float value(int slot) {
    return routing.index.page(slot).value(slot & IndexPage.MASK);
  }

  private void update(int slot, float value) {
    if (routing.index.holds(slot)) {
      long id = routing.index.page(slot).id(slot & IndexPage.MASK);
      routing.update(slot, id, value, 1_000_000, sequence++, false);
    }
  }
}
