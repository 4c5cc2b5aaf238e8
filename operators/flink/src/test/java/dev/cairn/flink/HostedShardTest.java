package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.BlockStore;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.TableSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostedShardTest {

  static final BlockStore NOTHING =
      new BlockStore() {
        @Override
        public byte @Nullable [] get(int number) {
          return null;
        }

        @Override
        public void put(int number, byte[] block) {}

        @Override
        public void remove(int number) {}
      };

  private final TableSpec table = TestTables.table("t", 1);
  private final ReplayShard memory =
      ReplayShard.create(table, 0, 1, new ReplayShard.Blocks(NOTHING, NOTHING, NOTHING), 1_000);
  private final HostedShard shard = new HostedShard(table, 0, 1L, memory);

  @Test
  void due_neverPublished_isAtOnce() {
    assertThat(shard.due(1_000)).isTrue();
    assertThat(shard.detailsDue(1_000)).isTrue();
  }

  @Test
  void due_nothingWaits_isASecondLater() {
    shard.published(1_000, true);

    assertThat(shard.due(1_999)).isFalse();
    assertThat(shard.due(2_000)).isTrue();
  }

  @Test
  void due_requestWaits_isTenMillisecondsLater() {
    shard.published(1_000, true);
    memory.request(new SampleRequest("l", 1, 4, 1, 0, 9_000, false), 1_000);

    assertThat(shard.due(1_009)).isFalse();
    assertThat(shard.due(1_010)).isTrue();
    assertThat(shard.detailsDue(1_010)).isFalse();
  }

  @Test
  void due_clockSetBackAnHour_isAtOnce() {
    shard.published(5_000_000, true);

    assertThat(shard.due(1_400_000)).isTrue();
    assertThat(shard.detailsDue(1_400_000)).isTrue();
  }
}
