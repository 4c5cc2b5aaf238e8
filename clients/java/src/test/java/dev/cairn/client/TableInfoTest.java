package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.schema.Stats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableInfoTest {

  private final Published published = new Published();
  private final TableInfo info = published.info;

  private void hear(int shard, int shards, long attempt, long sequence) {
    published.hear(Published.stats("replay", shard, shards, attempt, sequence).build());
  }

  @Test
  void shards_severalPublications_keepsTheNewestByAttemptAndSequence() {
    List<Stats> heard = new ArrayList<>();
    info.addListener(heard::add);
    hear(1, 2, 5, 3);
    hear(0, 2, 5, 9);
    hear(0, 2, 6, 0);
    hear(0, 2, 5, 10); // of an earlier attempt
    hear(0, 2, 6, 0); // again
    assertThat(info.shards("replay")).extracting(Stats::getAttempt).containsExactly(6L, 5L);
    assertThat(info.shards("replay")).extracting(Stats::getSequence).containsExactly(0L, 3L);
    assertThat(heard).hasSize(3);
    assertThat(info.shards("other")).isEmpty();
  }

  @Test
  void shards_tableBeginsAnewWithFewer_thoseThatAreGoneAreForgotten() throws Exception {
    hear(0, 2, 1, 0);
    hear(1, 2, 1, 0);
    hear(0, 1, 2, 0);
    assertThat(info.shards("replay")).extracting(Stats::getAttempt).containsExactly(2L);
    assertThat(info.awaitTable("replay", Duration.ofHours(1))).isTrue();
  }

  @Test
  void totals_someShardSilent_areEmpty() {
    hear(0, 2, 1, 0);
    assertThat(info.totals("replay")).isEmpty();
    hear(1, 2, 1, 0);
    assertThat(info.totals("replay").orElseThrow().getDrawable()).isEqualTo(20);
  }

  @Test
  void awaitTable_allShardsPublish_returnsAtOnce() throws Exception {
    hear(0, 2, 1, 0);
    assertThat(info.awaitTable("replay", Duration.ofMillis(5))).isFalse();
    hear(1, 2, 1, 0);
    assertThat(info.awaitTable("replay", Duration.ofHours(1))).isTrue();
  }

  @Test
  void whyNoSamples_someShardSilent_countsThem() {
    hear(2, 4, 1, 0);
    assertThat(info.whyNoSamples("replay")).contains("1 of 4 shards");
  }
}
