package dev.cairn.benchmarks;

import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.SampleRequest;
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
 * What the caller in {@link ReplayShardBenchmark} makes itself for one item of a batch of 512: it
 * is to be taken off what draws and updates allocate there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CallerBenchmark {

  private static final int BATCH = 512;

  /** Items that the shard holds. */
  @Param("512")
  public int items = BATCH;

  private FilledShard shard = new FilledShard(BATCH, BATCH, 0);
  private DrawnBatch drawn = shard.draw();

  /** Fills the shard. */
  @Setup
  public void fill() {
    shard = new FilledShard(items, BATCH, 1 << 20);
    drawn = shard.draw();
  }

  /** What asks for a batch. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public SampleRequest request() {
    return shard.request();
  }

  /** What gives back TD errors. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public PriorityUpdates feedback() {
    return shard.feedback(drawn);
  }
}
