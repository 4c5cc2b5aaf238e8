package dev.cairn.replay;

import org.jspecify.annotations.Nullable;

/** One shard of a table: routes, stores, samples and updates items. Not thread-safe. */
public final class ReplayShard {

  /** A new, empty shard. {@code nowMs} becomes its attempt stamp. */
  public static ReplayShard create(
      TableSpec spec, int shard, long seed, Blocks blocks, long nowMs) {
    throw new UnsupportedOperationException();
  }

  /**
   * A shard as {@link #snapshot()} left it. Its attempt stamp is max(stored + 1, nowMs).
   *
   * @throws IllegalArgumentException when the header is of an unknown version or of another
   *     signature or shard count
   */
  public static ReplayShard restore(
      TableSpec spec, int shard, Blocks blocks, byte[] header, long nowMs) {
    throw new UnsupportedOperationException();
  }

  /** Where the shard keeps its blocks. */
  public record Blocks(BlockStore segments, BlockStore fixed, BlockStore changing) {}

  /** Scores, routes and stores the run's items. */
  public void insert(Run run, long nowMs) {
    throw new UnsupportedOperationException();
  }

  /** Adds to the step ledger and notes that the stream is active. */
  public void count(StepCounts counts, long nowMs) {
    throw new UnsupportedOperationException();
  }

  /** Applies priority updates, each counted by its outcome. */
  public void update(PriorityUpdates updates, long nowMs) {
    throw new UnsupportedOperationException();
  }

  /** Takes a request; {@link #poll} answers it. */
  public void request(SampleRequest request, long nowMs) {
    throw new UnsupportedOperationException();
  }

  /** Takes another shard's totals; older ones than those known are ignored. */
  public void observe(ShardTotals other) {
    throw new UnsupportedOperationException();
  }

  /**
   * The next answer that may go out now, or null. Requests past their deadline are dropped and
   * counted.
   */
  public @Nullable DrawnBatch poll(long nowMs) {
    throw new UnsupportedOperationException();
  }

  /** Whether requests wait or writers are paced, so that stats ought to go out soon. */
  public boolean urgent() {
    throw new UnsupportedOperationException();
  }

  /**
   * What to publish now; grants writers a new allowance (shard 0). Detailed ones hold quantiles.
   */
  public ShardStats publish(long nowMs, boolean detailed) {
    throw new UnsupportedOperationException();
  }

  /** Writes what changed into the blocks and returns the header to keep with them. */
  public byte[] snapshot() {
    throw new UnsupportedOperationException();
  }
}
