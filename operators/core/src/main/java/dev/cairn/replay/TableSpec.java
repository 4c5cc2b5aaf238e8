package dev.cairn.replay;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything that a table is configured by.
 *
 * @param name 1 to 100 characters of a-z, A-Z, 0-9, '-', '_'
 * @param shards number of shards, at least 1; fixed for the life of the table
 * @param capacityItems items the table holds at most
 * @param capacityBytes payload bytes the table holds at most
 * @param signature the columns
 * @param storage what an item is
 * @param assembly how steps wait until they are items
 * @param tiers at least one
 * @param importance how importance is found
 * @param sampler how items are drawn
 * @param overflow what a full tier does with its victim
 * @param remover which item of the last tier leaves the memory, and when
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
    StorageUnit storage,
    AssemblySpec assembly,
    List<TierSpec> tiers,
    ImportanceSpec importance,
    SamplerSpec sampler,
    Overflow overflow,
    RemoverSpec remover,
    LimiterSpec limiter,
    int maxBatch,
    int maxChunkSteps,
    int segmentBytes,
    double cleanBelow,
    long cacheBytes)
    implements Serializable {

  /**
   * @throws IllegalArgumentException when a number is out of its range or two do not fit together
   */
  public TableSpec {
    tiers = List.copyOf(tiers);
    requireName(name);
    requireAtLeast("shards", shards, 1);
    requireAtLeast("capacity_items", capacityItems, 1);
    requireAtLeast("capacity_bytes", capacityBytes, 1);
    requireAtLeast("max_batch", maxBatch, 1);
    requireAtLeast("max_chunk_steps", maxChunkSteps, 1);
    requireAtLeast("segment_bytes", segmentBytes, 1);
    requireAtLeast("cache_bytes", cacheBytes, 0);
    if (!(cleanBelow > 0 && cleanBelow < 1)) {
      throw new IllegalArgumentException(
          "clean_below must be in (0, 1): clean_below=" + cleanBelow);
    }
    TierRules.require(tiers, capacityItems, shards);
    if (limiter.minSize() > capacityItems) {
      throw new IllegalArgumentException(
          "min_size must be <= capacity_items, else nothing is ever sampled: min_size="
              + limiter.minSize()
              + " capacity_items="
              + capacityItems);
    }
    if (importance.awaitsEpisode()
        && !(storage instanceof StorageUnit.Episodes)
        && assembly.hold() != AssemblySpec.Hold.EPISODE) {
      throw new IllegalArgumentException(
          "episode_return is known when an episode has ended: hold=item storage="
              + storage
              + "; set storage.hold to episode, so that items wait for it, or storage.unit to"
              + " episodes");
    }
    if (waits(storage, assembly, signature)) {
      assembly.requireRoomFor(storage, signature, maxChunkSteps);
    }
    BatchColumns.requireFree(signature, storage);
    limiter.limiter().requireRoomFor(maxBatch, storage.maxItems(maxChunkSteps));
    if (sampler.newSampler().distinct() && maxBatch > capacityItems / shards) {
      throw new IllegalArgumentException(
          "max_batch must be at most the items of a shard where those of a batch are distinct, else"
              + " its requests wait for ever: max_batch="
              + maxBatch
              + " capacity_items="
              + capacityItems
              + " shards="
              + shards);
    }
    if (remover.kind() == RemoverSpec.Kind.RESERVOIR
        && (tiers.size() > 1 || overflow != Overflow.EVICT)) {
      throw new IllegalArgumentException(
          "remover reservoir keeps a sample of all items and so needs one tier and overflow evict:"
              + " tiers="
              + tiers.size()
              + " overflow="
              + overflow.name().toLowerCase(Locale.ROOT));
    }
    if (remover.kind() == RemoverSpec.Kind.CUSTOM) {
      remover.newRemover(); // refuses what cannot be used, before the job starts
    }
  }

  /** A table whose last tier gives up its oldest item. */
  public TableSpec(
      String name,
      int shards,
      long capacityItems,
      long capacityBytes,
      Signature signature,
      StorageUnit storage,
      AssemblySpec assembly,
      List<TierSpec> tiers,
      ImportanceSpec importance,
      SamplerSpec sampler,
      Overflow overflow,
      LimiterSpec limiter,
      int maxBatch,
      int maxChunkSteps,
      int segmentBytes,
      double cleanBelow,
      long cacheBytes) {
    this(
        name,
        shards,
        capacityItems,
        capacityBytes,
        signature,
        storage,
        assembly,
        tiers,
        importance,
        sampler,
        overflow,
        RemoverSpec.FIFO,
        limiter,
        maxBatch,
        maxChunkSteps,
        segmentBytes,
        cleanBelow,
        cacheBytes);
  }

  /**
   * The same table with what may change while it runs.
   *
   * @throws IllegalArgumentException when the values do not fit together
   */
  public TableSpec with(
      long newCapacityItems,
      long newCapacityBytes,
      List<TierSpec> newTiers,
      SamplerSpec newSampler,
      LimiterSpec newLimiter) {
    return new TableSpec(
        name,
        shards,
        newCapacityItems,
        newCapacityBytes,
        signature,
        storage,
        assembly,
        newTiers,
        importance,
        newSampler,
        overflow,
        remover,
        newLimiter,
        maxBatch,
        maxChunkSteps,
        segmentBytes,
        cleanBelow,
        cacheBytes);
  }

  /**
   * Refuses another table, or a change of what is fixed while a table runs: everything but
   * capacities, limiter, alpha, uniform mix, and the tiers' thresholds and shares.
   *
   * @throws IllegalArgumentException naming both
   */
  void requireChangeableTo(TableSpec changed) {
    SamplerSpec was = changed.sampler.with(sampler.alpha(), sampler.uniformMix());
    boolean same =
        changed.tiers.size() == tiers.size()
            && was.equals(sampler)
            && changed.with(capacityItems, capacityBytes, tiers, sampler, limiter).equals(this);
    if (!same) {
      throw new IllegalArgumentException(
          "only capacities, limiter, alpha, uniform_mix, thresholds and shares of a table can"
              + " change while it runs; restart with the new configuration: table="
              + this
              + " changed="
              + changed);
    }
  }

  /**
   * What is allowed but probably not meant; empty when nothing is.
   *
   * @return one line each, for people
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (sampler.ordered() && shards > 1) {
      warnings.add(
          "a sampler that takes items in order keeps it within each shard only; for one order over"
              + " the whole table have one shard: kind="
              + sampler.kind().name().toLowerCase(Locale.ROOT)
              + " shards="
              + shards);
    }
    warnings.addAll(TierRules.warnings(tiers));
    return warnings;
  }

  /**
   * Bytes of an item's columns in a minibatch, at most: an observation goes out twice. Compressed
   * columns are taken as if opened, with a reference of 4 bytes a row; so of what does not become
   * smaller, blocks of several rows can be more.
   */
  public long maxItemBytes() {
    long row = STEP_BYTES;
    for (ColumnSpec column : signature.columns()) {
      long tensors = column.observation() ? 2 : 1;
      row += tensors * column.stack() * (column.rowBytes() + (column.compressed() ? 4 : 0));
    }
    return maxItemRows() * row + ITEM_BYTES;
  }

  /** Rows of an item in a minibatch, at most; as many values can come back for it. */
  public long maxItemRows() {
    boolean whole =
        storage instanceof StorageUnit.Timesteps || storage instanceof StorageUnit.Options;
    return whole ? 1 : storage.maxLength(maxChunkSteps);
  }

  /** Whether steps wait to become items; else each chunk becomes its items as it comes. */
  public boolean stepsWait() {
    return waits(storage, assembly, signature);
  }

  private static boolean waits(StorageUnit storage, AssemblySpec assembly, Signature signature) {
    boolean atOnce =
        storage instanceof StorageUnit.Fragments
            || (storage instanceof StorageUnit.Timesteps timesteps && timesteps.single());
    return !atOnce || assembly.hold() == AssemblySpec.Hold.EPISODE || signature.context() > 0;
  }

  /** By how much one chunk can raise the largest policy version: the bound that is in use. */
  long maxPolicyRise() {
    long bound = Long.MAX_VALUE;
    if (remover.kind() == RemoverSpec.Kind.POLICY_OLDER_THAN) {
      bound = remover.bound();
    }
    if (sampler.maxPolicyLag() >= 0) {
      bound = Math.min(bound, sampler.maxPolicyLag());
    }
    return Math.max(1, bound);
  }

  private static void requireName(String name) {
    if (!name.matches("[a-zA-Z0-9_-]{1,100}")) {
      throw new IllegalArgumentException(
          "a table's name must be 1 to 100 characters of a-z, A-Z, 0-9, '-', '_': name=" + name);
    }
  }

  private static void requireAtLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ": " + name + "=" + value);
    }
  }

  /** terminateds, truncateds, mask, eps_id, t of a step in a minibatch. */
  private static final int STEP_BYTES = 1 + 1 + 1 + 8 + 8;

  /** n_steps or seq_lens, discounts, cuts of an item. */
  private static final int ITEM_BYTES = 4 + 4 + 1;

  /** What happens to the victim of a full tier. */
  public enum Overflow {
    /** It moves one tier down; the last tier evicts. */
    DEMOTE,
    /** It is evicted. */
    EVICT
  }
}
