package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CachedItemsTest {

  private static final long NOW = 1_000_000;
  private static final int ITEMS = 4_000;
  private static final int BATCH = 64;

  /** Weights are exp of [0, SPREAD): the likeliest fifteenth has three fifths of the mass. */
  private static final double SPREAD = 13;

  private static final SamplerSpec BY_VALUE =
      new SamplerSpec(SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.TD_ERROR, 1, 1e-6, 0);

  private static TableSpec table(List<TierSpec> tiers, long cacheBytes) {
    return Tables.withCache(Tables.table(ITEMS, tiers, Tables.BY_TD_ERROR, BY_VALUE), cacheBytes);
  }

  private static ReplayShard shard(TableSpec spec, MapBlockStore segments) {
    return ReplayShard.create(
        spec,
        0,
        5,
        new ReplayShard.Blocks(segments, new MapBlockStore(), new MapBlockStore()),
        NOW);
  }

  /** Inserts so many chunks of 16 steps and draws as many batches; returns all that they hold. */
  private static List<String> play(ReplayShard shard, long seed, int rounds) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> answers = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      double[] initial = random.doubles(16).map(v -> Math.exp(SPREAD * v)).toArray();
      shard.insert(Runs.of((seed * 1_000 + round) * 20, 16, k -> 0, k -> initial[k]), NOW);
      answers.add(learn(shard, random, (int) (seed * 100_000 + round)));
    }
    return answers;
  }

  private static String learn(ReplayShard shard, SplittableRandom random, int id) {
    shard.request(new SampleRequest("a", id, BATCH, 1, 0, Long.MAX_VALUE, false), NOW);
    DrawnBatch batch = shard.poll(NOW);
    if (batch == null) {
      throw new AssertionError("no answer: request=" + id);
    }
    StringBuilder all = new StringBuilder(Arrays.toString(batch.ids()));
    for (DrawnBatch.ColumnData column : batch.columns()) {
      all.append(column.name()).append(Arrays.hashCode(column.data()));
    }
    float[] values = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      // Mostly what it was, so that the same items stay likely.
      values[i] =
          random.nextInt(10) > 0
              ? batch.priorities()[i]
              : (float) Math.exp(SPREAD * random.nextDouble());
    }
    shard.update(
        new PriorityUpdates(
            batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), values, 1, NOW),
        NOW);
    return all.toString();
  }

  @Test
  void gather_whateverIsCached_isTheSame() {
    for (List<TierSpec> tiers : List.of(Tables.ONE_TIER, Tables.THREE_TIERS)) {
      List<String> expected = play(shard(table(tiers, 1 << 22), new MapBlockStore()), 3, 600);
      for (long cacheBytes : new long[] {0, 2_000, 20_000, 60_000}) {
        ReplayShard shard = shard(table(tiers, cacheBytes), new MapBlockStore());
        assertThat(play(shard, 3, 600)).isEqualTo(expected);
      }
    }
  }

  @Test
  void gather_someItemsAreDrawnMost_theyAreNotReadAgain() {
    MapBlockStore all = new MapBlockStore();
    MapBlockStore some = new MapBlockStore();
    ReplayShard without = shard(table(Tables.ONE_TIER, 0), all);
    // About a tenth of the payload.
    ReplayShard with = shard(table(Tables.ONE_TIER, 30_000), some);
    assertThat(play(with, 1, 300)).isEqualTo(play(without, 1, 300));
    int readAll = all.gets();
    int readSome = some.gets();
    SplittableRandom random = new SplittableRandom(2);
    SplittableRandom same = new SplittableRandom(2);
    for (int i = 0; i < 200; i++) {
      assertThat(learn(with, random, -1 - i)).isEqualTo(learn(without, same, -1 - i));
    }
    assertThat(some.gets() - readSome).isLessThan((all.gets() - readAll) / 2);
  }

  @Test
  void fit_itemsGone_cachesSegmentsAgain() {
    MapBlockStore segments = new MapBlockStore();
    ReplayShard shard = shard(table(Tables.ONE_TIER, 60_000), segments);
    play(shard, 1, 300);
    shard.clear();
    play(shard, 2, 20);
    int read = segments.gets();
    play(shard, 3, 20);
    assertThat(segments.gets()).isEqualTo(read);
  }
}
