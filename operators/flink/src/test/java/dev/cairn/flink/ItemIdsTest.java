package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ItemIdsTest {

  @Test
  void id_neighbouringPositions_areAllDifferent() {
    Set<Long> ids = new HashSet<>();
    for (int partition = 0; partition < 3; partition++) {
      for (long offset = 0; offset < 100; offset++) {
        long origin = ItemIds.origin("t", partition, offset);
        for (int row = 0; row < 32; row++) {
          ids.add(ItemIds.id(origin, row, 0));
          ids.add(ItemIds.id(origin, row, 1));
        }
      }
    }
    assertThat(ids).hasSize(3 * 100 * 32 * 2);
  }

  @Test
  void id_ofAPosition_neverChanges() {
    // Ids are in stored state and in batches that learners hold: a change makes feedback stale.
    assertThat(ItemIds.id(ItemIds.origin("space.transitions", 3, 1_234_567), 7, 0))
        .isEqualTo(GOLDEN);
  }

  private static final long GOLDEN = -302145402164557331L;

  @Test
  void shard_ofManyChunks_isEven() {
    int[] load = new int[8];
    long stream = ItemIds.hash("worker-1/env-0");
    for (long chunk = 0; chunk < 8_000; chunk++) {
      load[ItemIds.shard(stream, 1_700_000_000_000_000L, chunk, 8)]++;
    }
    // Binomial: mean 1,000, standard deviation 30.
    for (int n : load) {
      assertThat(n).isBetween(850, 1_150);
    }
  }

  @Test
  void hash_textsThatDiffer_differ() {
    assertThat(ItemIds.hash("ab")).isNotEqualTo(ItemIds.hash("ba"));
    assertThat(ItemIds.hash("")).isNotEqualTo(ItemIds.hash("\0"));
    assertThat(ItemIds.hash("\u00e9")).isEqualTo(ItemIds.hash("\u00e9"));
  }
}
