package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

class HeapBudgetTest {

  // 4,000 items of 90 bytes and a cache of 65,536 bytes, over two shards.
  private final TableSpec table = TestTables.table("t", 2);
  private final ShardKeys keys = new ShardKeys(List.of(table), 128);

  @Test
  void require_tableThatFits_passes() {
    assertThatCode(() -> require(550_000, 0, 1)).doesNotThrowAnyException();
  }

  @Test
  void require_tableThatDoesNotFit_isRefusedForGood() {
    assertThatThrownBy(() -> require(520_000, 0, 1))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessageContaining("t: index=")
        .hasMessageContaining("capacity.items");
  }

  @Test
  void require_halfOfTheShardsElsewhere_needsHalf() {
    assertThatCode(() -> require(270_000, 0)).doesNotThrowAnyException();
  }

  @Test
  void require_itemsOfSeveralSteps_needMore() {
    // 4,000 items of 94 bytes, 4 bytes for each of the 2^20 / 28 rows that fit, and the cache.
    TableSpec episodes = TestTables.table("t", 2, new StorageUnit.Episodes(50));
    assertThatCode(() -> require(episodes, 740_000, 0, 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> require(episodes, 739_000, 0, 1))
        .isInstanceOf(SuppressRestartsException.class);
  }

  private void require(long heapBytes, int... shards) {
    require(table, heapBytes, shards);
  }

  private void require(TableSpec of, long heapBytes, int... shards) {
    Set<Long> owned = new java.util.HashSet<>();
    for (int shard : shards) {
      owned.add(keys.key("t", shard));
    }
    HeapBudget.require(List.of(of), owned, keys, heapBytes);
  }
}
