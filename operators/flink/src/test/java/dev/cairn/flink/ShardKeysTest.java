package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.replay.TableSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardKeysTest {

  @ParameterizedTest
  @CsvSource({"64,128", "8,128", "4,128", "1,128", "128,128", "256,128", "64,4096"})
  void key_anyParallelismThatDivides_isEvenlyLoaded(int shards, int maxParallelism) {
    for (String name : List.of("table", "demo", "a-b_c")) {
      ShardKeys keys = new ShardKeys(List.of(TestTables.table(name, shards)), maxParallelism);
      for (int parallelism = 1; parallelism <= Math.min(shards, maxParallelism); parallelism *= 2) {
        assertThat(load(keys, name, shards, parallelism))
            .as("table=%s parallelism=%d", name, parallelism)
            .containsOnly(shards / parallelism);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"64,3", "64,5", "64,7", "10,4", "5,3"})
  void key_otherParallelism_differsByOneOrTwo(int shards, int parallelism) {
    ShardKeys keys = new ShardKeys(List.of(TestTables.table("t", shards)), 128);

    int[] load = load(keys, "t", shards, parallelism);

    for (int n : load) {
      assertThat(n).isBetween(shards / parallelism - 1, shards / parallelism + 1);
    }
  }

  @Test
  void key_tablesWithOneShard_areSpread() {
    Set<Integer> groups = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      ShardKeys keys = new ShardKeys(List.of(TestTables.table("table" + i, 1)), 128);
      groups.add(KeyGroupRangeAssignment.assignToKeyGroup(keys.key("table" + i, 0), 128));
    }
    assertThat(groups).hasSizeGreaterThan(10);
  }

  @Test
  void key_otherTablesBeside_doNotMatter() {
    TableSpec table = TestTables.table("t", 8);
    ShardKeys alone = new ShardKeys(List.of(table), 128);
    ShardKeys among =
        new ShardKeys(List.of(TestTables.table("s", 3), table, TestTables.table("u", 1)), 128);

    for (int shard = 0; shard < 8; shard++) {
      assertThat(among.key("t", shard)).isEqualTo(alone.key("t", shard));
    }
    assertThat(among.shards("t")).isEqualTo(8);
    assertThat(among.shards("x")).isZero();
  }

  @Test
  void key_releasedNames_neverChange() {
    ShardKeys keys = new ShardKeys(List.of(TestTables.table("t", 2)), 128);

    // State is found by these numbers: a change loses every stored memory.
    assertThat(keys.key("t", 0)).isEqualTo(GOLDEN_0);
    assertThat(keys.key("t", 1)).isEqualTo(GOLDEN_1);
  }

  private static final long GOLDEN_0 = 4411241593065650218L;
  private static final long GOLDEN_1 = 1410177938891913862L;

  @Test
  void new_twoTablesOfOneName_isRefused() {
    assertThatThrownBy(
            () -> new ShardKeys(List.of(TestTables.table("t", 1), TestTables.table("t", 1)), 128))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name=t");
  }

  private static int[] load(ShardKeys keys, String table, int shards, int parallelism) {
    int[] load = new int[parallelism];
    Set<Long> distinct = new HashSet<>();
    for (int shard = 0; shard < shards; shard++) {
      long key = keys.key(table, shard);
      assertThat(distinct.add(key)).isTrue();
      load[
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              key, keys.maxParallelism(), parallelism)]++;
    }
    return load;
  }
}
