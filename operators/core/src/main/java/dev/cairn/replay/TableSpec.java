package dev.cairn.replay;

import java.io.Serializable;
import java.util.List;

/**
 * Everything that a table is configured by.
 *
 * @param name 1 to 100 characters of a-z, A-Z, 0-9, '-', '_'
 * @param shards number of shards, at least 1; fixed for the life of the table
 * @param capacityItems items the table holds at most
 * @param capacityBytes payload bytes the table holds at most
 * @param signature the columns
 * @param tiers at least one
 * @param importance how importance is found
 * @param sampler how items are drawn
 * @param overflow what a full tier does with its victim
 * @param limiter the rate limiter
 * @param maxBatch largest request, at least 1
 * @param maxChunkSteps largest chunk of a writer, at least 1
 * @param segmentBytes size at which a segment is closed
 * @param cleanBelow live share below which a segment is cleaned, in (0, 1)
 * @param cacheBytes payload cache of the whole table
 */
public record TableSpec(
    String name,
    int shards,
    long capacityItems,
    long capacityBytes,
    Signature signature,
    List<TierSpec> tiers,
    ImportanceSpec importance,
    SamplerSpec sampler,
    Overflow overflow,
    LimiterSpec limiter,
    int maxBatch,
    int maxChunkSteps,
    int segmentBytes,
    double cleanBelow,
    long cacheBytes)
    implements Serializable {

  /** What happens to the victim of a full tier. */
  public enum Overflow {
    /** It moves one tier down; the last tier evicts. */
    DEMOTE,
    /** It is evicted. */
    EVICT
  }
}
