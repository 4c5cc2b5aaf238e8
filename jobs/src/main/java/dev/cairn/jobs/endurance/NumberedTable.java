package dev.cairn.jobs.endurance;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;

/**
 * The table of a heavy run.
 *
 * @param steps what a step is
 * @param items capacity
 * @param shards at least 1
 * @param cacheMib payload cache, MiB
 * @param samplesPerInsert pace of writers and learners; NaN for none
 * @param tiered the three default tiers; else one, from which the oldest item goes
 */
record NumberedTable(
    NumberedSteps steps,
    long items,
    int shards,
    int cacheMib,
    double samplesPerInsert,
    boolean tiered) {

  static final String SPACE = "endurance";
  static final String NAME = "steps";
  static final int CHUNK = 32;
  static final int BATCH = 64;

  /** The configuration that is run. */
  CairnConfig config() {
    return ConfigFile.parse(
        "endurance",
        """
        space: %s
        tables:
          %s:
            capacity: {items: %d, bytes: %d MiB}
            cache_bytes: %d MiB
            shards: %d
            max_batch: %d
            max_chunk_steps: %d
            columns: %s
            %s
            limiter: {min_size: 1000%s}
        topics: {partitions: 4, mailboxes: 1, retention_hours: 3}
        """
            .formatted(
                SPACE,
                NAME,
                items,
                Math.max(64, (items * 2 * steps.bytes()) >> 20),
                cacheMib,
                shards,
                BATCH,
                CHUNK,
                steps.columns(),
                tiered ? "" : "tiers: [{share: 1, capacity_share: 1}]",
                Double.isNaN(samplesPerInsert)
                    ? ""
                    : ", samples_per_insert: %s, error_buffer: 10000".formatted(samplesPerInsert)),
        null);
  }
}
