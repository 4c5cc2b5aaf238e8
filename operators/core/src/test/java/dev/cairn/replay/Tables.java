package dev.cairn.replay;

import java.util.List;

/** Specifications that tests start from. */
final class Tables {

  static final List<TierSpec> ONE_TIER = List.of(new TierSpec(0, 1, 1));
  static final List<TierSpec> THREE_TIERS =
      List.of(new TierSpec(0.9, 0.5, 0.2), new TierSpec(0.6, 0.3, 0.3), new TierSpec(0, 0.2, 0.5));

  static final SamplerSpec PROPORTIONAL =
      new SamplerSpec(
          SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.TD_ERROR, 0.6, 1e-6, 0);
  static final SamplerSpec PRIORITIES =
      new SamplerSpec(SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.PRIORITY, 0.6, 0, 0.1);
  static final SamplerSpec UNIFORM =
      new SamplerSpec(SamplerSpec.Kind.UNIFORM, false, SamplerSpec.Takes.TD_ERROR, 0.6, 1e-6, 0);

  static final ImportanceSpec BY_TD_ERROR =
      ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.Rank(1000));
  static final ImportanceSpec BY_LIVE_TD_ERROR =
      ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.LiveRank());
  static final ImportanceSpec BY_REWARD =
      ImportanceSpec.of(new ScorerSpec.Reward(), new NormaliserSpec.Fixed(0, 1));

  /** obs float32[3], a frame of 5 bytes, actions int64, rewards float32. */
  static final Signature SIGNATURE =
      new Signature(
          List.of(
              new ColumnSpec("obs", DType.FLOAT32, List.of(3), true),
              new ColumnSpec("frames", DType.UINT8, List.of(5), true),
              new ColumnSpec("actions", DType.INT64, List.of(), false),
              new ColumnSpec("rewards", DType.FLOAT32, List.of(), false)));

  static final LimiterSpec NO_PACE = new LimiterSpec(1, Double.NaN, 0);

  private Tables() {}

  static TableSpec table(
      long items, List<TierSpec> tiers, ImportanceSpec importance, SamplerSpec sampler) {
    return table(items, 1L << 30, tiers, importance, sampler, TableSpec.Overflow.DEMOTE, NO_PACE);
  }

  static TableSpec table(
      long items,
      long bytes,
      List<TierSpec> tiers,
      ImportanceSpec importance,
      SamplerSpec sampler,
      TableSpec.Overflow overflow,
      LimiterSpec limiter) {
    return new TableSpec(
        "test",
        1,
        items,
        bytes,
        SIGNATURE,
        StorageUnit.SINGLE_STEPS,
        AssemblySpec.DEFAULT,
        tiers,
        importance,
        sampler,
        overflow,
        limiter,
        64,
        20,
        2048,
        1.0 / 3,
        1 << 20);
  }

  static TableSpec withCache(TableSpec base, long cacheBytes) {
    return with(base, base.signature(), base.storage(), cacheBytes);
  }

  static TableSpec with(TableSpec base, Signature signature, StorageUnit storage, long cacheBytes) {
    return new TableSpec(
        base.name(),
        base.shards(),
        base.capacityItems(),
        base.capacityBytes(),
        signature,
        storage,
        base.assembly(),
        base.tiers(),
        base.importance(),
        base.sampler(),
        base.overflow(),
        base.limiter(),
        base.maxBatch(),
        base.maxChunkSteps(),
        base.segmentBytes(),
        base.cleanBelow(),
        cacheBytes);
  }
}
