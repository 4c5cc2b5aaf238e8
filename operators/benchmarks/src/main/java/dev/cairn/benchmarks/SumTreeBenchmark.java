package dev.cairn.benchmarks;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tree.SumTree;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One update and one search of the sum tree, at random places. {@code updateBaseline} is an update
 * of the same tree without the smallest positive weights: the difference is what those cost.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SumTreeBenchmark {

  @Param({"10000", "1000000"})
  int leaves = 1_000_000;

  private final SumTree tree = new SumTree();
  private final SplitMix64 random = new SplitMix64(1);
  private PlainSumTree baseline = new PlainSumTree(1);

  /** Random weights. */
  @Setup
  public void fill() {
    baseline = new PlainSumTree(leaves);
    for (int leaf = 0; leaf < leaves; leaf++) {
      tree.set(leaf, 0.01 + random.nextDouble());
      baseline.set(leaf, tree.get(leaf));
    }
  }

  /** A new weight for a random leaf. */
  @Benchmark
  public void update() {
    tree.set(random.nextInt(leaves), 0.01 + random.nextDouble());
  }

  /** The same without minima. */
  @Benchmark
  public void updateBaseline() {
    baseline.set(random.nextInt(leaves), 0.01 + random.nextDouble());
  }

  /** A random draw. */
  @Benchmark
  public int find() {
    return tree.find(random.nextDouble() * tree.sum());
  }
}
