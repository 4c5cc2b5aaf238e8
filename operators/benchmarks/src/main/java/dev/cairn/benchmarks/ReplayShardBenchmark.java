package dev.cairn.benchmarks;

import dev.cairn.replay.DrawnBatch;
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
 * Cost of one item of 100 bytes in a full shard: inserted in chunks of 16 (with the eviction that
 * it causes), drawn in batches of 512, drawn and given back. Blocks are on the heap and the payload
 * is cached: what a state backend adds is not in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx6g", "-XX:+UseSerialGC"})
public class ReplayShardBenchmark {

  private static final int CHUNK = 16;
  private static final int BATCH = 512;

  /** Items that the shard holds. */
  @Param({"100000", "1000000", "10000000"})
  public int items;

  private FilledShard shard = new FilledShard(CHUNK, CHUNK, 0);

  /** Fills the shard. */
  @Setup
  public void fill() {
    shard = new FilledShard(items, BATCH, 3L << 30);
  }

  /** Insert. */
  @Benchmark
  @OperationsPerInvocation(CHUNK)
  public void insert() {
    shard.insert();
  }

  /** Draw with payload. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public DrawnBatch draw() {
    return shard.draw();
  }

  /**
   * Draw with payload and feedback. Warm when most items have been scored anew: until then tiers
   * grow, and their growth would count as what an update allocates.
   */
  @Benchmark
  @Warmup(iterations = 15, time = 2)
  @OperationsPerInvocation(BATCH)
  public DrawnBatch drawAndUpdate() {
    return shard.learn();
  }
}
