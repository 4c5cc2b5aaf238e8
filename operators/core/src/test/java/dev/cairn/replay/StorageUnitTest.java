package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.StorageUnit.Boundary;
import dev.cairn.replay.StorageUnit.FirstState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StorageUnitTest {

  private static final long NOW = 1_700_000_000_000L;

  private MapBlockStore segments = new MapBlockStore();
  private MapBlockStore fixed = new MapBlockStore();
  private final MapBlockStore changing = new MapBlockStore();

  private ReplayShard shard(TableSpec spec) {
    return ReplayShard.create(spec, 0, 1, new ReplayShard.Blocks(segments, fixed, changing), NOW);
  }

  private static TableSpec table(StorageUnit unit, int stack) {
    return StorageUnitModelTest.table(unit, stack, 1 << 30);
  }

  /** One item, drawn. */
  private static DrawnBatch draw(ReplayShard shard) {
    shard.request(new SampleRequest("l", 1, 1, 1, 0, NOW, false), NOW);
    DrawnBatch batch = shard.poll(NOW);
    if (batch == null) {
      throw new AssertionError("a shard with an item must answer");
    }
    return batch;
  }

  private static ByteBuffer data(DrawnBatch batch, String name) {
    for (DrawnBatch.ColumnData column : batch.columns()) {
      if (column.name().equals(name)) {
        return Steps.buffer(column.data().length).put(column.data()).flip();
      }
    }
    throw new AssertionError(name);
  }

  private static DrawnBatch only(TableSpec spec, Steps.Item item, int from) {
    ReplayShard shard =
        ReplayShard.create(
            spec,
            0,
            1,
            new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore()),
            NOW);
    shard.insert(Steps.run(spec.signature(), from, item.end(), List.of(item)), NOW);
    return draw(shard);
  }

  @Test
  void timesteps_terminatedInside_doesNotBootstrap() {
    TableSpec spec = table(new StorageUnit.Timesteps(3, 3, 0.5), 1);
    DrawnBatch batch = only(spec, new Steps.Item(1, 2, 7, 2, true, false), 7);
    assertThat(data(batch, "n_steps").getInt()).isEqualTo(2);
    assertThat(data(batch, "discounts").getFloat()).isZero();
    assertThat(data(batch, "terminateds").get()).isEqualTo((byte) 1);
    assertThat(data(batch, "rewards").getFloat())
        .isEqualTo(Steps.reward(2, 7) + 0.5f * Steps.reward(2, 8));
  }

  @Test
  void timesteps_truncatedInside_bootstrapsFromTheObservationAfterTheLastStep() {
    TableSpec spec = table(new StorageUnit.Timesteps(3, 3, 0.5), 1);
    DrawnBatch batch = only(spec, new Steps.Item(1, 2, 7, 2, false, true), 7);
    assertThat(data(batch, "discounts").getFloat()).isEqualTo(0.25f);
    assertThat(data(batch, "truncateds").get()).isEqualTo((byte) 1);
    assertThat(data(batch, "new_obs").array()).isEqualTo(Steps.row("obs", 2, 9));
  }

  @Test
  void sequences_shorterThanTheBurnIn_trainNothing() {
    TableSpec spec = table(new StorageUnit.Sequences(6, 3, 4, Boundary.PAD, FirstState.KEPT), 1);
    DrawnBatch batch = only(spec, new Steps.Item(1, 2, 3, 3, true, false), 3);
    assertThat(data(batch, "mask").array()).isEqualTo(new byte[6]);
    assertThat(data(batch, "seq_lens").getInt()).isEqualTo(3);
    assertThat(data(batch, "terminateds").array()).containsExactly(0, 0, 1, 0, 0, 0);
  }

  @Test
  void stack_episodeStart_repeatsTheFirstFrame() {
    TableSpec spec = table(StorageUnit.SINGLE_STEPS, 3);
    DrawnBatch batch = only(spec, new Steps.Item(1, 2, 1, 1, false, false), 0);
    byte[] frames = data(batch, "obs").array();
    ByteBuffer expected = Steps.buffer(36);
    expected.put(Steps.row("obs", 2, 0)).put(Steps.row("obs", 2, 0)).put(Steps.row("obs", 2, 1));
    assertThat(frames).isEqualTo(expected.array());
  }

  @Test
  void evict_itemsShareRows_theSharedOnesStay() {
    StorageUnit unit = new StorageUnit.Timesteps(3, 3, 1);
    TableSpec spec =
        Tables.with(
            Tables.table(3, Tables.ONE_TIER, Tables.BY_TD_ERROR, Tables.UNIFORM),
            Steps.signature(1),
            unit,
            0);
    ReplayShard shard = shard(spec);
    for (int first = 0; first < 4; first++) {
      if (first == 2) {
        continue;
      }
      shard.insert(Steps.run(spec.signature(), 0, 3 + first, overlapping(first)), NOW);
    }
    // 3 items of the last run live: rows 1 to 5 of it.
    assertThat(shard.routing().index.size()).isEqualTo(3);
    assertThat(PayloadChecks.liveRows(shard.routing().payload)).isEqualTo(5);
    PayloadChecks.check(shard.routing(), segments, spec.signature());
  }

  private static List<Steps.Item> overlapping(int last) {
    List<Steps.Item> items = new ArrayList<>();
    for (int first = 0; first <= last; first++) {
      items.add(new Steps.Item(10L * last + first, last, first, 3, false, false));
    }
    return items;
  }

  @Test
  void blocks_singleSteps_payNothingForLengths() {
    TableSpec single = table(StorageUnit.SINGLE_STEPS, 1);
    ReplayShard shard = shard(single);
    shard.insert(
        Steps.run(single.signature(), 0, 1, List.of(new Steps.Item(1, 1, 0, 1, false, false))),
        NOW);
    shard.snapshot();
    assertThat(fixed.get(0)).hasSize(1 + 256 * 40).startsWith(1);

    TableSpec several = table(new StorageUnit.Fragments(), 1);
    fixed = new MapBlockStore();
    segments = new MapBlockStore();
    shard = shard(several);
    shard.insert(
        Steps.run(several.signature(), 0, 1, List.of(new Steps.Item(1, 1, 0, 1, false, false))),
        NOW);
    shard.snapshot();
    assertThat(fixed.get(0)).hasSize(1 + 256 * 44).startsWith(2);
  }

  @Test
  void restore_otherUnit_isRefused_otherStepsAreNot() {
    byte[] header = shard(table(new StorageUnit.Timesteps(3, 3, 0.9), 1)).snapshot();
    ReplayShard.Blocks blocks = new ReplayShard.Blocks(segments, fixed, changing);
    assertThat(
            ReplayShard.restore(
                table(new StorageUnit.Timesteps(2, 7, 0.5), 1), 0, blocks, header, NOW))
        .isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ReplayShard.restore(table(new StorageUnit.Episodes(9), 1), 0, blocks, header, NOW))
        .withMessageContaining("; episodes")
        .withMessageContaining("; timesteps");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReplayShard.restore(table(StorageUnit.SINGLE_STEPS, 1), 0, blocks, header, NOW));
  }

  @Test
  void insert_itemBeyondItsRunOrItsUnit_isRefused() {
    TableSpec spec = table(new StorageUnit.Timesteps(1, 3, 1), 1);
    ReplayShard shard = shard(spec);
    Steps.Item longer = new Steps.Item(1, 1, 0, 4, false, false);
    refuses(
        () -> shard.insert(Steps.run(spec.signature(), 0, 9, List.of(longer)), NOW), "length=4");
    Steps.Item outside = new Steps.Item(1, 1, 2, 3, false, false);
    refuses(
        () -> shard.insert(Steps.run(spec.signature(), 0, 4, List.of(outside)), NOW), "steps=4");
    Steps.Item twice = new Steps.Item(2, 1, 2, 1, false, false);
    refuses(
        () -> shard.insert(Steps.run(spec.signature(), 0, 4, List.of(twice, twice)), NOW), "row=2");
  }

  @Test
  void units_numbersOutOfRange_areRefusedByName() {
    refuses(() -> new StorageUnit.Timesteps(0, 1, 1), "min_steps=0");
    refuses(() -> new StorageUnit.Timesteps(3, 2, 1), "max_steps=2");
    refuses(() -> new StorageUnit.Timesteps(1, 1, Double.NaN), "gamma=NaN");
    refuses(() -> new StorageUnit.Options(1.1, 5), "gamma=1.1");
    refuses(() -> new StorageUnit.Options(1, 0), "max_length=0");
    refuses(() -> new StorageUnit.Episodes(1 << 20), "max_length=1048576");
    refuses(() -> sequences(0, 1, 0), "length=0");
    refuses(() -> sequences(4, 5, 0), "period=5");
    refuses(() -> sequences(4, 4, 4), "burn_in=4");
    refuses(() -> new ColumnSpec("a", DType.UINT8, List.of(), false, 2), "stack=2");
    refuses(() -> new ColumnSpec("a", DType.UINT8, List.of(), true, 65), "stack=65");
  }

  @Test
  void table_columnNamedAsOneOfTheBatch_isRefused() {
    refuses(() -> named("eps_id", StorageUnit.SINGLE_STEPS), "column=eps_id");
    refuses(() -> named("new_obs", StorageUnit.SINGLE_STEPS), "column=new_obs");
    refuses(() -> named("discounts", new StorageUnit.Timesteps(2, 2, 1)), "column=discounts");
    refuses(() -> named("n_steps", new StorageUnit.Options(1, 2)), "column=n_steps");
    refuses(() -> named("cuts", new StorageUnit.Fragments()), "column=cuts");
    refuses(() -> named("mask", sequences(4, 4, 0)), "column=mask");
    assertThat(named("mask", StorageUnit.SINGLE_STEPS)).isNotNull();
    assertThat(named("discounts", StorageUnit.SINGLE_STEPS)).isNotNull();
  }

  private static TableSpec named(String name, StorageUnit unit) {
    List<ColumnSpec> columns = new ArrayList<>(Steps.signature(1).columns());
    columns.add(new ColumnSpec(name, DType.FLOAT32, List.of(), false));
    return Tables.with(table(unit, 1), new Signature(columns), unit, 0);
  }

  private static StorageUnit sequences(int length, int period, int burnIn) {
    return new StorageUnit.Sequences(length, period, burnIn, Boundary.PAD, FirstState.ZERO);
  }

  private static void refuses(ThrowingCallable call, String reason) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(reason);
  }
}
