package dev.cairn.jobs.bench;

/**
 * The table that a benchmark loads.
 *
 * @param payload what a transition is
 * @param items capacity
 * @param cacheMib payload cache, MiB
 * @param alpha exponent of the priorities, at least 0
 * @param tiered the three default tiers; else one tier, prioritized
 * @param shards shards, and as many streams of transitions, at least 1
 * @param profile what Flink is tuned for
 * @param batch largest minibatch
 * @param chunkSteps transitions in the largest chunk
 */
public record BenchTable(
    Payload payload,
    long items,
    int cacheMib,
    double alpha,
    boolean tiered,
    int shards,
    String profile,
    int batch,
    int chunkSteps) {

  static final String SPACE = "bench";
  static final String TABLE = "t";

  /** The configuration file that is run. */
  String yaml() {
    return """
        space: %s
        profile: %s
        tables:
          %s:
            capacity: {items: %d, bytes: %d MiB}
            cache_bytes: %d MiB
            shards: %d
            max_batch: %d
            max_chunk_steps: %d
            sampler: {alpha: %s}
            columns:
        %s%s
        topics: {partitions: %d, mailboxes: 1, retention_hours: 1}
        """
        .formatted(
            SPACE,
            profile,
            TABLE,
            items,
            Math.max(64, (items * 3 * payload.bytes()) >> 20),
            cacheMib,
            shards,
            batch,
            chunkSteps,
            alpha,
            payload.yaml(),
            tiered ? "" : "    tiers: [{share: 1, capacity_share: 1}]",
            shards);
  }
}
