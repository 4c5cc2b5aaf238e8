package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.tier.Quota;
import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations, snapshots and crashes, against {@link ReferenceShard}. */
class ReplayShardModelTest {

  private static final int A_NIGHTLY_GAME = 200_000;

  /**
   * Divides the number of operations, for scripts/mutation, which plays these games a thousand
   * times.
   */
  private static final int SHORTER = Integer.getInteger("cairn.model.shorter", 1);

  private enum Case {
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
        return Tables.table(
            90, Tables.ONE_TIER, Tables.BY_REWARD, sampler(SamplerSpec.Kind.LIFO, 0));
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

    Case(int operations) {
      this.operations = operations;
    }

    abstract TableSpec spec();
  }

  @ParameterizedTest
  @EnumSource
  void operations_random_agreeWithTheReference(Case each) {
    int operations = each.operations / SHORTER;
    Game game = play(each, 20_261_121 + each.ordinal(), operations);
    assertThat(game.answers).isGreaterThan(operations / 50);
    assertThat(game.reference.applied).isGreaterThan(operations / 50);
    assertThat(game.crashes).isGreaterThanOrEqualTo(4 / SHORTER);
  }

  /** See scripts/nightly. */
  @Test
  @EnabledIfSystemProperty(named = "cairn.model.operations", matches = "[0-9]+")
  void operations_nightly_agreeWithTheReference() {
    long operations = Long.getLong("cairn.model.operations");
    long seed = Long.getLong("cairn.model.seed");
    long played = 0;
    for (long number = 0; played < operations; number++) {
      Case each = Case.values()[(int) (number % Case.values().length)];
      int length = (int) Math.min(A_NIGHTLY_GAME, operations - played);
      play(each, 1_000_003 * seed + number, length);
      played += length;
      System.out.println(played + " of " + operations + " operations agree: " + each);
    }
  }

  private static Game play(Case each, long seed, int operations) {
    Game game = new Game(each.spec(), seed);
    for (int i = 0; i < operations; i++) {
      try {
        game.play();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("case=" + each + " seed=" + seed + " operation=" + i, e);
      }
    }
    game.compare();
    return game;
  }

  private static final class Game {

    private TableSpec spec;
    private final SplittableRandom random;
    private ReferenceShard reference;
    private ReplayShard shard;
    private MapBlockStore segments = new MapBlockStore();
    private MapBlockStore fixed = new MapBlockStore();
    private MapBlockStore changing = new MapBlockStore();
    private final List<DrawnBatch> batches = new ArrayList<>();
    private final Set<Long> answered = new HashSet<>();
    private long nowMs = 1_000_000;
    private long nextId = 1;
    private long nextRequest;
    private long steps;
    private int answers;
    private int crashes;

    // The last checkpoint.
    private byte[] header;
    private ReplayShard.Blocks checkpoint;
    private ReferenceShard checkpointReference;

    Game(TableSpec spec, long seed) {
      this.spec = spec;
      random = new SplittableRandom(seed);
      reference = new ReferenceShard(spec);
      shard = ReplayShard.create(spec, 0, seed, blocks(), nowMs);
      snapshot();
    }

    private ReplayShard.Blocks blocks() {
      return new ReplayShard.Blocks(segments, fixed, changing);
    }

    void play() {
      nowMs += random.nextInt(3);
      int what = random.nextInt(1000);
      if (what < 300) {
        insert();
      } else if (what < 650) {
        update();
      } else if (what < 980) {
        request();
        answer();
      } else if (what < 992) {
        snapshot();
      } else if (what < 994) {
        crash();
      } else if (what < 995) {
        configure();
      } else {
        compare();
      }
    }

    private void insert() {
      int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 12);
      double[] rewards = random.doubles(length).map(r -> Math.floor(r * 20) / 20).toArray();
      double[] initial = new double[length];
      for (int i = 0; i < length; i++) {
        initial[i] = random.nextInt(3) == 0 ? value() : Double.NaN;
      }
      Run run = Runs.of(nextId, length, k -> rewards[k], k -> initial[k]);
      // The payload of the last row's successor has the next id.
      nextId += length + 1;
      shard.insert(run, nowMs);
      reference.insert(run, nowMs);
      reference.expire(nowMs);
      shard.count(new StepCounts(1, length, length, 0, 0, 0, 0), nowMs);
      steps += length;
    }

    private double value() {
      return switch (random.nextInt(12)) {
        case 0 -> 0;
        case 1 -> 3e6;
        case 2 -> 0.25;
        default -> Math.exp(random.nextDouble() * 8 - 6);
      };
    }

    private void update() {
      if (batches.isEmpty()) {
        return;
      }
      DrawnBatch batch = batches.get(random.nextInt(batches.size()));
      int items = batch.ids().length;
      int from = items == 0 ? 0 : random.nextInt(items);
      int[] slots = Arrays.copyOfRange(batch.slots(), from, items);
      long[] ids = Arrays.copyOfRange(batch.ids(), from, items);
      float[] values = new float[items - from];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextInt(4) == 0 ? -value() : value());
      }
      if (values.length > 0 && random.nextInt(10) == 0) {
        values[0] = random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
      }
      if (slots.length > 0 && random.nextInt(20) == 0) {
        slots[0] = random.nextInt(3) == 0 ? Integer.MIN_VALUE : random.nextInt(1000);
        ids[0] = -5;
      }
      long sequence = batch.sequence() + (random.nextInt(50) == 0 ? 1_000_000 : 0);
      long next = nextSequence();
      long version = spec.sampler().maxPolicyLag() >= 0 ? 5 + random.nextInt(2) : 100;
      PriorityUpdates updates =
          new PriorityUpdates(batch.attempt(), sequence, slots, ids, values, version, nowMs - 5);
      shard.update(updates, nowMs);
      long applied = reference.applied;
      for (int i = 0; i < ids.length; i++) {
        reference.update(ids[i], values[i], batch.attempt(), sequence, shard.attempt(), next);
      }
      if (reference.applied > applied) {
        reference.feedback(version);
      }
      reference.expire(nowMs);
    }

    private long nextSequence() {
      long next = 0;
      for (DrawnBatch batch : batches) {
        if (batch.attempt() == shard.attempt()) {
          next = Math.max(next, batch.sequence() + 1);
        }
      }
      return next;
    }

    private void request() {
      int items = random.nextInt(30) == 0 ? spec.maxBatch() + 1 : 1 + random.nextInt(64);
      double q = random.nextInt(40) == 0 ? 0 : 1 - random.nextDouble() * 0.9;
      long id = random.nextInt(8) == 0 ? Math.max(0, nextRequest - 3) : nextRequest++;
      boolean peek = random.nextInt(10) == 0;
      shard.request(new SampleRequest("a", id, items, q, 3, nowMs + 20, peek), nowMs);
    }

    private void answer() {
      DrawnBatch batch;
      while (true) {
        batch = shard.poll(nowMs);
        reference.expire(nowMs);
        if (batch == null) {
          return;
        }
        check(batch);
      }
    }

    private void check(DrawnBatch batch) {
      assertThat(answered.add(batch.request().request())).as("answered twice").isTrue();
      batches.add(batch);
      if (batches.size() > 60) {
        batches.remove(random.nextInt(30));
      }
      int items = batch.request().items();
      boolean refused = items > spec.maxBatch() || batch.request().q() == 0;
      assertThat(batch.refused() != null).isEqualTo(refused);
      assertThat(batch.ids()).hasSize(refused ? 0 : items);
      if (refused) {
        return;
      }
      answers++;
      if (!batch.request().peek()) {
        checkLimiter(items);
        for (long id : batch.ids()) {
          reference.draw(reference.item(id));
        }
      }
      checkProbabilities(batch);
      for (int i = 0; i < items; i += 1 + random.nextInt(20)) {
        checkItem(batch, i);
      }
    }

    private void checkLimiter(int items) {
      LimiterSpec limiter = spec.limiter();
      assertThat(reference.items.size()).isGreaterThanOrEqualTo((int) limiter.minSize());
      if (limiter.paced()) {
        double spi = limiter.samplesPerInsert();
        assertThat(reference.created * spi - reference.sampled - items)
            .isGreaterThanOrEqualTo(spi * limiter.minSize() - limiter.errorBuffer());
      }
    }

    private void checkProbabilities(DrawnBatch batch) {
      int tiers = reference.tiers();
      boolean flat = reference.flat();
      List<Map<Long, Double>> masses = new ArrayList<>();
      double[] weight = new double[tiers];
      long[] drawable = new long[tiers];
      double shares = 0;
      double[] share = new double[tiers];
      for (int t = 0; t < tiers; t++) {
        Map<Long, Double> of = reference.masses(t);
        if (flat) {
          reference.in(t).stream()
              .filter(item -> !item.excluded)
              .forEach(item -> of.put(item.id, 1.0));
        }
        masses.add(of);
        weight[t] = of.values().stream().mapToDouble(w -> w).sum();
        drawable[t] = of.size();
        share[t] = drawable[t] > 0 ? spec.tiers().get(t).share() : 0;
        shares += share[t];
      }
      int items = batch.ids().length;
      int[] counts = new int[tiers];
      for (byte tier : batch.tiers()) {
        counts[tier]++;
      }
      int eligible = (int) Arrays.stream(drawable).filter(n -> n > 0).count();
      if (items >= eligible) {
        assertThat(counts)
            .isEqualTo(Quota.of(items, share, drawable, new java.util.Random(1)).counts());
      }
      if (spec.sampler().newSampler().distinct()) {
        assertThat(batch.ids()).doesNotHaveDuplicates();
        for (int t = 0; t < tiers; t++) {
          assertThat(counts[t]).isLessThanOrEqualTo((int) drawable[t]);
        }
      }
      if (spec.sampler().ordered() && !flat) {
        checkOrder(batch, counts);
        return;
      }
      double eta = spec.sampler().uniformMix();
      for (int i = 0; i < items; i++) {
        ReferenceItem item = reference.item(batch.ids()[i]);
        int t = item.tier;
        Double w = masses.get(t).get(item.id);
        if (w == null) {
          throw new AssertionError("drawn with weight 0: id=" + item.id);
        }
        if (items < eligible && spec.sampler().newSampler().distinct()) {
          continue; // tiers are drawn without replacement: QuotaTest
        }
        double fraction = items >= eligible ? (double) counts[t] / items : share[t] / shares;
        double expected =
            batch.request().q() * fraction * ((1 - eta) * w / weight[t] + eta / drawable[t]);
        double stated = batch.probabilities()[i];
        if (!(Math.abs(stated - expected) <= expected * 1e-9)) {
          throw new AssertionError("P(i) stated=" + stated + " expected=" + expected);
        }
      }
    }

    private void checkOrder(DrawnBatch batch, int[] counts) {
      List<Long> expected = new ArrayList<>();
      for (int t = 0; t < counts.length; t++) {
        reference.ordered(t).stream().limit(counts[t]).forEach(item -> expected.add(item.id));
      }
      assertThat(Arrays.stream(batch.ids()).boxed()).containsExactlyElementsOf(expected);
      assertThat(batch.probabilities()).containsOnly(Double.NaN);
    }

    private void checkItem(DrawnBatch batch, int i) {
      ReferenceItem item = reference.item(batch.ids()[i]);
      assertThat((int) batch.tiers()[i]).isEqualTo(item.tier);
      assertThat(batch.priorities()[i]).isEqualTo(item.value);
      assertThat(batch.agesMs()[i]).isEqualTo(nowMs - item.insertedMs);
      assertThat(batch.policyVersions()[i]).isEqualTo(item.policyVersion);
      assertThat(cell(batch, "obs", i)).isEqualTo(Runs.obs(item.id));
      assertThat(cell(batch, "new_obs", i)).isEqualTo(Runs.obs(item.id + 1));
      assertThat(cell(batch, "frames", i)).isEqualTo(Runs.frame(item.id));
      assertThat(cell(batch, "new_frames", i)).isEqualTo(Runs.frame(item.id + 1));
      assertThat(LittleEndian.getLong(cell(batch, "actions", i), 0)).isEqualTo(~item.id);
      assertThat(LittleEndian.getFloat(cell(batch, "rewards", i), 0)).isEqualTo(item.reward);
      assertThat(cell(batch, "terminateds", i)[0]).isEqualTo((byte) (item.terminated ? 1 : 0));
      assertThat(cell(batch, "truncateds", i)[0]).isEqualTo((byte) (item.truncated ? 1 : 0));
      assertThat(LittleEndian.getLong(cell(batch, "eps_id", i), 0)).isEqualTo(item.episode);
      assertThat(LittleEndian.getLong(cell(batch, "t", i), 0)).isEqualTo(item.step);
    }

    private static byte[] cell(DrawnBatch batch, String name, int i) {
      for (DrawnBatch.ColumnData column : batch.columns()) {
        if (column.name().equals(name)) {
          int width = column.data().length / batch.ids().length;
          return Arrays.copyOfRange(column.data(), i * width, (i + 1) * width);
        }
      }
      throw new AssertionError("no such column: name=" + name);
    }

    /** Another alpha and uniform mix, which last through crashes as a control record does. */
    private void configure() {
      boolean byWeight =
          spec.sampler().kind() == SamplerSpec.Kind.PROPORTIONAL
              || spec.sampler().kind() == SamplerSpec.Kind.RANK;
      double mix = byWeight ? random.nextDouble(0.9) : 0;
      SamplerSpec sampler = spec.sampler().with(random.nextDouble(2), mix);
      spec =
          spec.with(
              spec.capacityItems(), spec.capacityBytes(), spec.tiers(), sampler, spec.limiter());
      shard.configure(spec);
      reference.spec = spec;
      checkpointReference.spec = spec;
      compare();
    }

    private void snapshot() {
      header = shard.snapshot();
      checkpoint = new ReplayShard.Blocks(segments.copy(), fixed.copy(), changing.copy());
      checkpointReference = reference.copy();
    }

    /** Back to the last checkpoint; feedback of the lost attempt may still come. */
    private void crash() {
      crashes++;
      long lost = shard.attempt();
      segments = ((MapBlockStore) checkpoint.segments()).copy();
      fixed = ((MapBlockStore) checkpoint.fixed()).copy();
      changing = ((MapBlockStore) checkpoint.changing()).copy();
      nowMs++;
      shard = ReplayShard.restore(spec, 0, blocks(), header, nowMs);
      assertThat(shard.attempt()).isGreaterThan(lost);
      reference = checkpointReference.copy();
      answered.clear();
      compare();
      answer();
    }

    void compare() {
      Routing routing = shard.routing();
      assertThat(routing.index.size()).isEqualTo(reference.items.size());
      int live = 0;
      for (int t = 0; t < reference.tiers(); t++) {
        TierMembers tier = routing.tiers[t];
        live += tier.size();
        double weight = 0;
        Set<Long> ids = new HashSet<>();
        for (int position = 0; position < tier.size(); position++) {
          int slot = tier.slotAt(position);
          IndexPage page = routing.index.page(slot);
          ReferenceItem item = compare(page, slot & IndexPage.MASK, t);
          ids.add(item.id);
          assertThat(tier.isExcluded(slot)).isEqualTo(item.excluded);
          assertThat(tier.weightOf(slot)).isEqualTo(item.excluded ? 0 : reference.weight(item));
        }
        for (double mass : reference.masses(t).values()) {
          weight += mass;
        }
        assertThat(ids).hasSize(tier.size()).hasSameSizeAs(reference.in(t));
        assertThat(tier.size()).isLessThanOrEqualTo(reference.capacity(t));
        assertThat(tier.weight()).isCloseTo(weight, within(1e-9 * weight));
      }
      assertThat(live).isEqualTo(reference.items.size());
      assertThat(routing.inherited()).isEqualTo(reference.inherited());
      compareLedgers();
      PayloadChecks.check(routing, segments);
    }

    private ReferenceItem compare(IndexPage page, int at, int tier) {
      ReferenceItem item = reference.item(page.id(at));
      assertThat(item.tier).isEqualTo(tier);
      assertThat(page.tier(at)).isEqualTo(tier);
      assertThat(page.importance(at)).isEqualTo(item.importance);
      assertThat(page.isUnscored(at)).isEqualTo(item.unscored);
      assertThat(page.isOwn(at)).isEqualTo(item.own);
      assertThat(page.value(at)).isEqualTo(item.value);
      assertThat(page.order(at)).isEqualTo(item.order);
      if (!item.unscored && tier < reference.tiers() - 1) {
        assertThat(item.importance / 65535.0).isGreaterThanOrEqualTo(reference.stay(tier));
      }
      return item;
    }

    private void compareLedgers() {
      ShardStats stats = shard.publish(nowMs, random.nextInt(5) == 0);
      assertThat(stats.items())
          .isEqualTo(
              new ShardStats.Items(
                  reference.created,
                  reference.items.size(),
                  reference.evicted,
                  reference.evictedUnsampled,
                  reference.sampled,
                  Arrays.stream(reference.sampledOf).boxed().toList(),
                  reference.promoted,
                  reference.demoted,
                  reference.promotionRefused,
                  0,
                  new ShardStats.Evictions(reference.full, 0, reference.expired)));
      assertThat(reference.full + reference.expired).isEqualTo(reference.evicted);
      assertThat(stats.items().created()).isEqualTo(stats.items().live() + stats.items().evicted());
      assertThat(stats.updates())
          .isEqualTo(
              new ShardStats.Updates(
                  reference.applied
                      + reference.stale
                      + reference.early
                      + reference.outOfOrder
                      + reference.invalid,
                  reference.applied,
                  reference.stale,
                  reference.early,
                  reference.outOfOrder,
                  reference.invalid));
      assertThat(steps).isGreaterThanOrEqualTo(stats.steps().received());
    }
  }
}
