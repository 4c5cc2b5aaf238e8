package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random items of every storage unit, in a shard and in a list of what was inserted. */
class StorageUnitModelTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final long PLENTY = 1L << 30;
  private static final int OPERATIONS = 3000;

  static List<TableSpec> tables() {
    List<TableSpec> tables = new ArrayList<>();
    for (int stack : new int[] {1, 3}) {
      for (StorageUnit unit :
          List.of(
              StorageUnit.SINGLE_STEPS,
              new StorageUnit.Timesteps(2, 5, 0.9),
              new StorageUnit.Sequences(
                  8, 3, 2, StorageUnit.Boundary.PAD, StorageUnit.FirstState.KEPT),
              new StorageUnit.Sequences(
                  4, 4, 0, StorageUnit.Boundary.CARRY, StorageUnit.FirstState.ZERO),
              new StorageUnit.Episodes(30),
              new StorageUnit.Fragments(),
              new StorageUnit.Options(1, 9))) {
        tables.add(table(unit, stack, PLENTY));
        tables.add(table(unit, stack, 14_000));
      }
    }
    return tables;
  }

  static List<TableSpec> compressedTables() {
    List<TableSpec> tables = new ArrayList<>();
    for (TableSpec table : tables()) {
      long bytes = table.capacityBytes() == PLENTY ? PLENTY : 300_000;
      tables.add(table(table.storage(), Steps.compressed(table.signature().context() + 1), bytes));
    }
    return tables;
  }

  @ParameterizedTest
  @MethodSource("compressedTables")
  void operations_compressedColumns_batchesHoldWhatWasInserted(TableSpec spec) {
    operations_random_batchesHoldWhatWasInserted(spec);
  }

  /** Of 300 items in three tiers. */
  static TableSpec table(StorageUnit unit, int stack, long bytes) {
    return table(unit, Steps.signature(stack), bytes);
  }

  private static TableSpec table(StorageUnit unit, Signature signature, long bytes) {
    TableSpec base =
        Tables.table(
            300,
            bytes,
            Tables.THREE_TIERS,
            Tables.BY_TD_ERROR,
            Tables.PROPORTIONAL,
            TableSpec.Overflow.DEMOTE,
            Tables.NO_PACE);
    return Tables.with(base, signature, unit, 4096);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void operations_random_batchesHoldWhatWasInserted(TableSpec spec) {
    Game game = new Game(spec);
    for (int i = 0; i < OPERATIONS; i++) {
      game.play(i);
    }
    game.check();
    assertThat(game.cleaned).as("segments cleaned").isPositive();
    assertThat(game.drawn).isGreaterThan(500);
  }

  private static final class Game {

    private final TableSpec spec;
    private final SplittableRandom random = new SplittableRandom(5);
    private final Map<Long, Steps.Item> all = new HashMap<>();
    private MapBlockStore[] stores = {
      new MapBlockStore(), new MapBlockStore(), new MapBlockStore()
    };
    private ReplayShard shard;
    private long episode;
    private long id;
    private long request;
    private int cleaned;
    private int drawn;

    Game(TableSpec spec) {
      this.spec = spec;
      shard = ReplayShard.create(spec, 0, 3, blocks(), NOW);
    }

    private ReplayShard.Blocks blocks() {
      return new ReplayShard.Blocks(stores[0], stores[1], stores[2]);
    }

    void play(int i) {
      int what = random.nextInt(100);
      if (what < 50) {
        insert();
      } else if (what < 99) {
        draw();
      } else {
        restore();
      }
      if (i % 200 == 0) {
        check();
      }
    }

    /** Steps [from, to) of a new episode, with items where chance has them. */
    private void insert() {
      episode++;
      int context = spec.signature().context();
      int start = random.nextInt(4) == 0 ? 0 : random.nextInt(20);
      int from = Math.max(0, start - context);
      int to = start + 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 16);
      boolean terminated = random.nextInt(3) == 0;
      boolean truncated = !terminated && random.nextInt(3) == 0;
      int most = spec.storage().maxLength(spec.maxChunkSteps());
      List<Steps.Item> items = new ArrayList<>();
      for (int step = start; step < to; step++) {
        if (random.nextInt(3) > 0) {
          int longest = Math.min(most, to - step);
          int length = random.nextBoolean() ? longest : 1 + random.nextInt(longest);
          boolean last = step + length == to;
          items.add(
              new Steps.Item(id++, episode, step, length, last && terminated, last && truncated));
        }
      }
      if (items.isEmpty()) {
        return;
      }
      items.forEach(item -> all.put(item.id(), item));
      int before = (int) shard.routing().payload.cleaned();
      shard.insert(Steps.run(spec.signature(), from, to, items), NOW);
      cleaned += (int) shard.routing().payload.cleaned() - before;
    }

    private void draw() {
      shard.request(
          new SampleRequest("l", request++, 1 + random.nextInt(8), 1, 0, NOW, false), NOW);
      DrawnBatch batch = shard.poll(NOW);
      if (batch == null) {
        return;
      }
      List<Steps.Item> items = new ArrayList<>();
      float[] values = new float[batch.ids().length];
      for (int i = 0; i < values.length; i++) {
        Steps.Item item = all.get(batch.ids()[i]);
        assertThat(item).isNotNull();
        items.add(item);
        values[i] = (float) random.nextDouble(10);
      }
      NaiveBatch.of(spec, items).check(batch);
      drawn += items.size();
      shard.update(
          new PriorityUpdates(
              batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), values, 1, NOW),
          NOW);
    }

    private void restore() {
      byte[] header = shard.snapshot();
      stores = new MapBlockStore[] {stores[0].copy(), stores[1].copy(), stores[2].copy()};
      long live = shard.routing().payload.liveBytes();
      long rows = PayloadChecks.liveRows(shard.routing().payload);
      shard = ReplayShard.restore(spec, 0, blocks(), header, NOW);
      if (spec.capacityBytes() == PLENTY) {
        // Else a restore may evict: cleaning has parted neighbours since the budget was kept last.
        assertThat(shard.routing().payload.liveBytes()).isEqualTo(live);
        assertThat(PayloadChecks.liveRows(shard.routing().payload)).isEqualTo(rows);
      }
      check();
    }

    void check() {
      PayloadChecks.check(shard.routing(), stores[0], spec.signature());
    }
  }
}
