package dev.cairn.replay;

import java.util.List;

/** Tables that random games are played with, and how long in a run of all tests. */
enum ModelCase {
  TIERS_BY_TD_ERROR(100_000) {
    @Override
    TableSpec spec() {
      return Tables.table(211, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);
    }
  },
  TIERS_BY_LIVE_TD_ERROR(50_000) {
    @Override
    TableSpec spec() {
      return Tables.table(311, Tables.THREE_TIERS, Tables.BY_LIVE_TD_ERROR, Tables.PROPORTIONAL);
    }
  },
  TIERS_BY_REWARD_EVICT(20_000) {
    @Override
    TableSpec spec() {
      return Tables.table(
          150,
          1L << 30,
          Tables.THREE_TIERS,
          Tables.BY_REWARD,
          Tables.PRIORITIES,
          TableSpec.Overflow.EVICT,
          new LimiterSpec(10, 3, 400));
    }
  },
  TIERS_OF_PRIORITIES(20_000) {
    @Override
    TableSpec spec() {
      return Tables.table(90, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PRIORITIES);
    }
  },
  ONE_UNIFORM_TIER(20_000) {
    @Override
    TableSpec spec() {
      return Tables.table(300, Tables.ONE_TIER, Tables.BY_REWARD, Tables.UNIFORM);
    }
  },
  TIERS_BY_RANK(20_000) {
    @Override
    TableSpec spec() {
      return Tables.table(
          150, Tables.THREE_TIERS, Tables.BY_TD_ERROR, sampler(SamplerSpec.Kind.RANK, 0.2));
    }
  },
  DISTINCT_UNIFORM(10_000) {
    @Override
    TableSpec spec() {
      SamplerSpec distinct =
          new SamplerSpec(
              SamplerSpec.Kind.UNIFORM, "", false, false, SamplerSpec.Takes.TD_ERROR, 1, 1, 0);
      return Tables.table(120, Tables.THREE_TIERS, Tables.BY_TD_ERROR, distinct);
    }
  },
  TIERS_OLDEST_FIRST(10_000) {
    @Override
    TableSpec spec() {
      return Tables.table(
          90, Tables.THREE_TIERS, Tables.BY_TD_ERROR, sampler(SamplerSpec.Kind.FIFO, 0));
    }
  },
  NEWEST_FIRST(10_000) {
    @Override
    TableSpec spec() {
      return Tables.table(90, Tables.ONE_TIER, Tables.BY_REWARD, sampler(SamplerSpec.Kind.LIFO, 0));
    }
  },
  TIERS_LARGEST_FIRST(10_000) {
    @Override
    TableSpec spec() {
      return Tables.table(
          90, Tables.THREE_TIERS, Tables.BY_REWARD, sampler(SamplerSpec.Kind.MAX_HEAP, 0));
    }
  },
  SMALLEST_FIRST(10_000) {
    @Override
    TableSpec spec() {
      return Tables.table(
          90, Tables.ONE_TIER, Tables.BY_REWARD, sampler(SamplerSpec.Kind.MIN_HEAP, 0));
    }
  },
  REMOVES_NEWEST(10_000) {
    @Override
    TableSpec spec() {
      return removing(RemoverSpec.Kind.LIFO, 0);
    }
  },
  REMOVES_LARGEST(10_000) {
    @Override
    TableSpec spec() {
      return removing(RemoverSpec.Kind.MAX_HEAP, 0);
    }
  },
  REMOVES_SMALLEST(10_000) {
    @Override
    TableSpec spec() {
      return removing(Tables.ONE_TIER, RemoverSpec.Kind.MIN_HEAP, 0, TableSpec.Overflow.EVICT);
    }
  },
  REMOVES_SAMPLED(10_000) {
    @Override
    TableSpec spec() {
      return removing(RemoverSpec.Kind.SAMPLED_AT_LEAST, 2);
    }
  },
  REMOVES_OLD(10_000) {
    @Override
    TableSpec spec() {
      return removing(RemoverSpec.Kind.OLDER_THAN, 30);
    }
  },
  REMOVES_OLD_POLICIES(10_000) {
    @Override
    TableSpec spec() {
      return removing(RemoverSpec.Kind.POLICY_OLDER_THAN, 96);
    }
  },
  EXCLUDES_OLD_POLICIES(20_000) {
    @Override
    TableSpec spec() {
      SamplerSpec bounded =
          new SamplerSpec(
              SamplerSpec.Kind.PROPORTIONAL,
              "",
              true,
              true,
              SamplerSpec.Takes.PRIORITY,
              0.6,
              0,
              0.1,
              3);
      return Tables.table(120, Tables.THREE_TIERS, Tables.BY_TD_ERROR, bounded);
    }
  };

  private static TableSpec removing(
      List<TierSpec> tiers, RemoverSpec.Kind kind, long bound, TableSpec.Overflow overflow) {
    TableSpec spec = Tables.table(120, tiers, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);
    return new TableSpec(
        spec.name(),
        1,
        spec.capacityItems(),
        spec.capacityBytes(),
        spec.signature(),
        spec.storage(),
        spec.assembly(),
        tiers,
        spec.importance(),
        spec.sampler(),
        overflow,
        new RemoverSpec(kind, "", bound),
        spec.limiter(),
        spec.maxBatch(),
        spec.maxChunkSteps(),
        spec.segmentBytes(),
        spec.cleanBelow(),
        spec.cacheBytes());
  }

  private static TableSpec removing(RemoverSpec.Kind kind, long bound) {
    return removing(Tables.THREE_TIERS, kind, bound, TableSpec.Overflow.DEMOTE);
  }

  private static SamplerSpec sampler(SamplerSpec.Kind kind, double mix) {
    return new SamplerSpec(kind, true, SamplerSpec.Takes.PRIORITY, 0.7, 0, mix);
  }

  final int operations;

  ModelCase(int operations) {
    this.operations = operations;
  }

  abstract TableSpec spec();
}
