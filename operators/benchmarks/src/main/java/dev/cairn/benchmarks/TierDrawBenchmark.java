package dev.cairn.benchmarks;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.sampler.ProportionalSampler;
import dev.cairn.replay.sampler.RankSampler;
import dev.cairn.replay.sampler.Sampler;
import dev.cairn.replay.sampler.UniformSampler;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;
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

/** Batches of 512 from a tier, feedback on them, and eviction of the victim for a new item. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TierDrawBenchmark {

  private static final int BATCH = 512;
  private static final double MIX = 0.1;

  /** Items of the tier. */
  @Param({"100000", "1000000", "10000000"})
  public int items = 1_000_000;

  /** How items are drawn. */
  @Param({"stratified", "independent", "rank"})
  public String sampler = "stratified";

  private TierMembers tier = new TierMembers(new Positions(), true, new UniformSampler());
  private final SplitMix64 random = new SplitMix64(1);
  private final int[] slots = new int[BATCH];
  private final double[] chances = new double[BATCH];
  private final double[] weights = new double[BATCH];
  private long order;

  /** Random weights and importance. */
  @Setup
  public void fill() {
    Sampler kind =
        sampler.equals("rank")
            ? new RankSampler(0.7, true)
            : new ProportionalSampler(sampler.equals("stratified"));
    tier = new TierMembers(new Positions(), true, kind);
    for (int slot = 0; slot < items; slot++) {
      tier.add(slot, 0.01 + random.nextDouble(), random.nextInt(65_536), order++);
    }
  }

  /** Draws, time of one item. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public double[] draw() {
    tier.draw(MIX, false, BATCH, random, slots, chances, 0);
    return chances;
  }

  /** A draw and the feedback on it, time of one item. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void drawAndUpdate() {
    tier.draw(MIX, false, BATCH, random, slots, chances, 0);
    for (int i = 0; i < BATCH; i++) {
      weights[i] = 0.01 + random.nextDouble();
      tier.rescore(slots[i], random.nextInt(65_536));
    }
    tier.reweigh(slots, weights, BATCH);
  }

  /** Eviction: the victim goes, a new item takes its slot. */
  @Benchmark
  public void evict() {
    int slot = tier.victim();
    tier.remove(slot);
    tier.add(slot, 0.01 + random.nextDouble(), random.nextInt(65_536), order++);
  }
}
