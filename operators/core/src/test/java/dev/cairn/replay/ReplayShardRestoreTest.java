package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplayShardRestoreTest {

  static final long NOW = 1_000_000;
  static final TableSpec SPEC =
      Tables.table(500, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);

  static ReplayShard.Blocks empty() {
    return new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
  }

  static ReplayShard.Blocks copy(ReplayShard.Blocks blocks) {
    return new ReplayShard.Blocks(
        ((MapBlockStore) blocks.segments()).copy(),
        ((MapBlockStore) blocks.fixed()).copy(),
        ((MapBlockStore) blocks.changing()).copy());
  }

  /** What a shard answers to a seeded series of operations. */
  static List<KeptBatch> play(ReplayShard shard, long seed, long firstId, int rounds) {
    SplittableRandom random = new SplittableRandom(seed);
    List<KeptBatch> batches = new ArrayList<>();
    long id = firstId;
    for (int i = 0; i < rounds; i++) {
      int steps = 1 + random.nextInt(16);
      double[] initial = random.doubles(steps).map(v -> v < 0.4 ? v : Double.NaN).toArray();
      shard.insert(Runs.of(id, steps, k -> 0, k -> initial[k]), NOW + i);
      id += steps + 1;
      int items = 1 + random.nextInt(64);
      shard.request(
          new SampleRequest("a", seed * 100_000 + i, items, 1, 0, Long.MAX_VALUE, false), NOW + i);
      DrawnBatch batch = shard.poll(NOW + i);
      if (batch == null) {
        throw new AssertionError("no answer: round=" + i);
      }
      batches.add(KeptBatch.of(batch));
      float[] values = new float[items];
      for (int k = 0; k < items; k++) {
        values[k] = (float) random.nextDouble();
      }
      shard.update(
          new PriorityUpdates(
              batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), values, i, NOW + i),
          NOW + i);
    }
    return batches;
  }

  private static void assertSame(List<KeptBatch> actual, List<KeptBatch> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      KeptBatch a = actual.get(i);
      KeptBatch e = expected.get(i);
      assertThat(a.slots()).isEqualTo(e.slots());
      assertThat(a.ids()).isEqualTo(e.ids());
      assertThat(a.probabilities()).isEqualTo(e.probabilities());
      assertThat(a.tiers()).isEqualTo(e.tiers());
      assertThat(a.priorities()).isEqualTo(e.priorities());
      assertThat(a.totals()).isEqualTo(e.totals());
      for (int c = 0; c < a.columns().size(); c++) {
        assertThat(a.columns().get(c)).isEqualTo(e.columns().get(c));
      }
    }
  }

  @Test
  void restore_sameInputs_sameDraws() {
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    play(shard, 1, 1, 400);
    byte[] header = shard.snapshot();
    ReplayShard.Blocks saved = copy(blocks);
    List<KeptBatch> expected = play(shard, 2, 100_000, 400);
    ShardStats wanted = shard.publish(NOW, true);

    ReplayShard restored = ReplayShard.restore(SPEC, 0, saved, header, NOW + 1);
    assertSame(play(restored, 2, 100_000, 400), expected);
    ShardStats stats = restored.publish(NOW, true);
    assertThat(stats.items()).isEqualTo(wanted.items());
    assertThat(stats.updates()).isEqualTo(wanted.updates());
    assertThat(stats.totals()).isEqualTo(wanted.totals());
    assertThat(stats.liveBytes()).isEqualTo(wanted.liveBytes());
    assertThat(stats.heldBytes()).isEqualTo(wanted.heldBytes());
    assertThat(stats.maxPolicyVersion()).isEqualTo(wanted.maxPolicyVersion());
  }

  @Test
  void snapshot_repeatedly_changesNothingAndWritesOnlyWhatChanged() {
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    ReplayShard.Blocks otherBlocks = empty();
    ReplayShard other = ReplayShard.create(SPEC, 0, 5, otherBlocks, NOW);
    for (int part = 0; part < 20; part++) {
      assertSame(play(shard, part, part * 10_000L, 20), play(other, part, part * 10_000L, 20));
      shard.snapshot();
    }
    // Until then items that have changed since their page was stored are stored again.
    for (long ms = 0; ms <= 2 * ChangingBlocks.PASS_MS; ms += 1_000) {
      assertThat(shard.poll(NOW + ms)).isNull();
    }
    shard.snapshot();
    int puts = puts(blocks);
    byte[] header = shard.snapshot();
    assertThat(puts(blocks)).isEqualTo(puts);
    assertThat(shard.snapshot()).isEqualTo(header);
  }

  /** Pages are stored ahead of snapshots, and items alone: each of them must be what was then. */
  @Test
  void restore_manyTimes_sameDraws() {
    TableSpec spec =
        Tables.table(3_000, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);
    ReplayShard undisturbed = ReplayShard.create(spec, 0, 5, empty(), NOW);
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(spec, 0, 5, blocks, NOW);
    int alone = 0;
    for (int part = 0; part < 60; part++) {
      int rounds = part == 0 ? 500 : 1 + part % 7;
      long id = part * 100_000L;
      assertSame(play(shard, part, id, rounds), play(undisturbed, part, id, rounds));
      long later = NOW + 1_700;
      assertThat(shard.poll(later)).isNull();
      byte[] header = shard.snapshot();
      blocks = copy(blocks);
      alone += ((MapBlockStore) blocks.changing()).blocks().containsKey(-1) ? 1 : 0;
      shard = ReplayShard.restore(spec, 0, blocks, header, later);
    }
    assertThat(alone).isGreaterThan(20);
    assertThat(shard.publish(NOW, true).items()).isEqualTo(undisturbed.publish(NOW, true).items());
  }

  private static int puts(ReplayShard.Blocks blocks) {
    return ((MapBlockStore) blocks.segments()).puts()
        + ((MapBlockStore) blocks.fixed()).puts()
        + ((MapBlockStore) blocks.changing()).puts();
  }

  @Test
  void snapshot_itemChanged_oneBlockOfItsPageIsWritten() {
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    play(shard, 1, 1, 400);
    shard.snapshot();
    int fixed = ((MapBlockStore) blocks.fixed()).puts();
    int changing = ((MapBlockStore) blocks.changing()).puts();
    shard.request(new SampleRequest("a", -1, 1, 1, 0, Long.MAX_VALUE, false), NOW);
    assertThat(shard.poll(NOW)).isNotNull();
    shard.snapshot();
    assertThat(((MapBlockStore) blocks.fixed()).puts()).isEqualTo(fixed);
    assertThat(((MapBlockStore) blocks.changing()).puts()).isEqualTo(changing + 1);
  }

  @Test
  void restore_attemptStamp_isLargerThanTheStoredOneWhateverTheClock() {
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    byte[] header = shard.snapshot();
    assertThat(ReplayShard.restore(SPEC, 0, copy(blocks), header, 5).attempt()).isEqualTo(NOW + 1);
    assertThat(ReplayShard.restore(SPEC, 0, copy(blocks), header, NOW + 50).attempt())
        .isEqualTo(NOW + 50);
  }

  @Test
  void restore_twiceWithoutASnapshotBetween_feedbackInFlightHitsNoOtherItem() {
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    List<KeptBatch> flying = new ArrayList<>(play(shard, 1, 1, 60));
    byte[] header = shard.snapshot();
    ReplayShard.Blocks saved = copy(blocks);
    flying.addAll(play(shard, 2, 10_000, 60));
    // Each time the input comes again, but interleaved otherwise: the ids land in other slots.
    for (int crash = 1; crash <= 2; crash++) {
      shard = ReplayShard.restore(SPEC, 0, copy(saved), header, NOW + crash);
      flying.addAll(play(shard, 10 + crash, 20_000L * crash, 60));
    }
    shard = ReplayShard.restore(SPEC, 0, copy(saved), header, NOW + 3);
    play(shard, 20, 90_000, 30);

    Set<Long> marked = new HashSet<>();
    ShardStats.Updates before = shard.publish(NOW, false).updates();
    long sent = 0;
    for (KeptBatch batch : flying) {
      float[] values = new float[batch.ids().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = mark(batch.ids()[i]);
        marked.add(batch.ids()[i]);
      }
      sent += values.length;
      shard.update(
          new PriorityUpdates(
              batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), values, -1, NOW),
          NOW);
    }
    int hit = 0;
    ItemIndex index = shard.routing().index;
    for (int slot = 0; slot < index.slots(); slot++) {
      IndexPage page = index.page(slot);
      int at = slot & IndexPage.MASK;
      if (index.holds(slot) && page.value(at) > 1) {
        assertThat(page.value(at)).isEqualTo(mark(page.id(at)));
        assertThat(marked).contains(page.id(at));
        hit++;
      }
    }
    ShardStats.Updates after = shard.publish(NOW, false).updates();
    assertThat(hit).isPositive();
    assertThat(after.early()).isPositive();
    assertThat(after.stale()).as("all of earlier attempts").isEqualTo(before.stale());
    assertThat(after.received() - before.received()).isEqualTo(sent);
    assertThat(after.received())
        .isEqualTo(
            after.applied() + after.stale() + after.early() + after.outOfOrder() + after.invalid());
  }

  private static float mark(long id) {
    return 2 + id;
  }

  @Test
  void restore_waitingRequests_areAnsweredInTheNewAttempt() {
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    SampleRequest request = new SampleRequest("learner", 9, 3, 0.5, 4, NOW + 100, false);
    shard.request(request, NOW);
    assertThat(shard.poll(NOW)).isNull();
    ReplayShard restored = ReplayShard.restore(SPEC, 0, blocks, shard.snapshot(), NOW + 5);
    restored.insert(Runs.of(1, 2, k -> 0, k -> 1), NOW);
    DrawnBatch batch = restored.poll(NOW);
    assertThat(batch).isNotNull();
    if (batch != null) {
      assertThat(batch.request()).isEqualTo(request);
      assertThat(batch.attempt()).isEqualTo(NOW + 5);
      assertThat(batch.sequence()).isZero();
    }
  }

  @Test
  void restore_emptyShard_goesOn() {
    ReplayShard.Blocks blocks = empty();
    byte[] header = ReplayShard.create(SPEC, 0, 5, blocks, NOW).snapshot();
    ReplayShard restored = ReplayShard.restore(SPEC, 0, blocks, header, NOW);
    play(restored, 1, 1, 50);
    assertThat(restored.publish(NOW, false).items().live()).isPositive();
  }

  // Changed configuration.

  @Test
  void restore_smallerCapacityAndFewerTiers_itemsMoveAndTheRestIsEvictedAndCounted() {
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    play(shard, 1, 1, 400);
    ShardStats was = shard.publish(NOW, false);
    byte[] header = shard.snapshot();
    TableSpec smaller =
        Tables.table(
            100,
            List.of(new TierSpec(0.8, 0.6, 0.4), new TierSpec(0, 0.4, 0.6)),
            Tables.BY_TD_ERROR,
            Tables.PROPORTIONAL);
    ItemIndex index = shard.routing().index;
    TierBounds bounds = new TierBounds(smaller, 0);
    long important =
        IntStream.range(0, index.slots())
            .filter(index::holds)
            .filter(slot -> bounds.home(index.page(slot).importance(slot & IndexPage.MASK)) == 0)
            .count();
    ReplayShard restored = ReplayShard.restore(smaller, 0, blocks, header, NOW);
    ShardStats stats = restored.publish(NOW, false);
    assertThat(important)
        .as("more than was there")
        .isGreaterThan(was.totals().tiers().get(0).live());
    assertThat(stats.totals().tiers().stream().map(Totals.Tier::live))
        .containsExactly(Math.min(40, important), 60L);
    assertThat(stats.items().created()).isEqualTo(was.items().created());
    assertThat(stats.items().created()).isEqualTo(stats.items().live() + stats.items().evicted());
    PayloadChecks.check(restored.routing(), (MapBlockStore) blocks.segments());
    play(restored, 2, 100_000, 100);
    PayloadChecks.check(restored.routing(), (MapBlockStore) blocks.segments());
  }

  @Test
  void restore_otherAlpha_weightsAreMadeAnew() {
    ReplayShard.Blocks blocks = empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    shard.insert(Runs.of(1, 2, k -> 0, k -> 4), NOW);
    byte[] header = shard.snapshot();
    SamplerSpec squared =
        new SamplerSpec(
            SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.TD_ERROR, 2, 1e-6, 0);
    TableSpec spec = Tables.table(500, Tables.THREE_TIERS, Tables.BY_TD_ERROR, squared);
    Totals totals = ReplayShard.restore(spec, 0, blocks, header, NOW).publish(NOW, false).totals();
    assertThat(totals.tiers().stream().mapToDouble(Totals.Tier::weight).sum())
        .isEqualTo(2 * Math.pow(4 + 1e-6, 2));
  }
}
