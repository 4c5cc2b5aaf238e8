package dev.cairn.replay;

import org.jspecify.annotations.Nullable;

/** What tests of one shard are made of. */
abstract class OneShard {

  static final long NOW = 1_000_000;

  final ReplayShard.Blocks blocks =
      new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
  private long request;

  ReplayShard create(TableSpec spec) {
    return ReplayShard.create(spec, 0, 42, blocks, NOW);
  }

  static TableSpec oneTier(SamplerSpec sampler) {
    return Tables.table(1000, Tables.ONE_TIER, Tables.BY_REWARD, sampler);
  }

  /** Items with these initial values; NaN for none. Rewards are 0. */
  static void insert(ReplayShard shard, long firstId, double... initial) {
    shard.insert(Runs.of(firstId, initial.length, k -> 0, k -> initial[k]), NOW);
  }

  DrawnBatch draw(ReplayShard shard, int items) {
    DrawnBatch batch = tryDraw(shard, items);
    if (batch == null) {
      throw new AssertionError("no answer: " + shard.publish(NOW, false).reason());
    }
    return batch;
  }

  @Nullable DrawnBatch tryDraw(ReplayShard shard, int items) {
    shard.request(new SampleRequest("a", request++, items, 1, 0, NOW + 1000, false), NOW);
    return shard.poll(NOW);
  }

  static void update(ReplayShard shard, DrawnBatch batch, int item, double value) {
    update(shard, batch, batch.slots()[item], batch.ids()[item], value);
  }

  static void update(ReplayShard shard, DrawnBatch batch, int slot, long id, double value) {
    shard.update(
        new PriorityUpdates(
            batch.attempt(),
            batch.sequence(),
            new int[] {slot},
            new long[] {id},
            new float[] {(float) value},
            -1,
            NOW),
        NOW);
  }

  static float value(ReplayShard shard, long id) {
    ItemIndex index = shard.routing().index;
    for (int slot = 0; slot < index.slots(); slot++) {
      IndexPage page = index.page(slot);
      if (index.holds(slot) && page.id(slot & IndexPage.MASK) == id) {
        return page.value(slot & IndexPage.MASK);
      }
    }
    throw new AssertionError("not held: id=" + id);
  }

  static ShardStats.Updates updates(ReplayShard shard) {
    return shard.publish(NOW, false).updates();
  }
}
