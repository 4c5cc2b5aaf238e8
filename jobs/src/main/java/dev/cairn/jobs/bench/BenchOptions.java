package dev.cairn.jobs.bench;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a benchmark runs.
 *
 * @param warmupSeconds seconds under load before anything is measured, at least 1
 * @param seconds seconds measured, at least 1
 * @param chunkSteps transitions in a chunk, at least 1
 * @param batch items in a minibatch, at least 1
 * @param inFlight requests that the learner keeps in flight, at least 1
 * @param items capacity of the table
 * @param cacheMib payload cache, MiB
 * @param tiered the three default tiers; else one tier, prioritized
 * @param rate transitions a second to send; 0 for as many as the service takes
 * @param flink Flink settings over those of the embedded cluster
 * @param directory where the broker and Flink keep their files
 */
public record BenchOptions(
    int warmupSeconds,
    int seconds,
    int chunkSteps,
    int batch,
    int inFlight,
    long items,
    int cacheMib,
    boolean tiered,
    long rate,
    Map<String, String> flink,
    Path directory) {

  public BenchOptions {
    flink = Map.copyOf(flink);
  }

  /** Bytes of the columns of one transition. */
  static final int TRANSITION_BYTES = 100;

  static final String SPACE = "bench";
  static final String TABLE = "t";

  /** 22 floats of observation, an action of 8 bytes, a reward of 4: 100 bytes. */
  static final int OBSERVATION = 22;

  /** The configuration file that is run. */
  String yaml() {
    return """
        space: %s
        tables:
          %s:
            capacity: {items: %d, bytes: %d MiB}
            cache_bytes: %d MiB
            max_batch: %d
            max_chunk_steps: %d
            columns:
              obs: {dtype: float32, shape: [%d], observation: true}
              actions: {dtype: int64}
              rewards: {dtype: float32}
        %s
        topics: {partitions: 1, mailboxes: 1, retention_hours: 1}
        """
        .formatted(
            SPACE,
            TABLE,
            items,
            Math.max(64, (items * 3 * TRANSITION_BYTES) >> 20),
            cacheMib,
            batch,
            chunkSteps,
            OBSERVATION,
            tiered ? "" : "    tiers: [{share: 1, capacity_share: 1}]");
  }
}
