package dev.cairn.flink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.replay.TableSpec;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Stats;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes while the operator runs, on RocksDB, and what restores make of them. */
class ReplayControlTest {

  private static final long START = 1_000_000;

  private final TableSpec t = TestTables.table("t", 4);
  private final TableSpec u = TestTables.table("u", 1);
  private final PipelineSpec spec = TestTables.pipeline(t, u);

  private static ReplayCluster filled(PipelineSpec spec) throws Exception {
    ReplayCluster cluster = new ReplayCluster(spec, 2, START, null);
    for (int offset = 0; offset < 40; offset++) {
      cluster.insert("t", offset % 4, TestRuns.run(offset, 16));
      cluster.insert("u", 0, TestRuns.run(1_000 + offset, 16));
    }
    return cluster;
  }

  @Test
  void change_accepted_everyShardSaysSoAtOnceAndBatchesToo() throws Exception {
    try (ReplayCluster cluster = filled(spec)) {
      cluster.advanceTo(START + 5);
      cluster.stats();
      cluster.change(
          Controls.control(
              9, "t", "tiers[*].share", "[0.25, 0.25, 0.5]", "sampler.uniform_mix", "0.25"));
      cluster.advanceTo(START + 6);

      List<Stats> stats = cluster.stats();
      assertThat(stats)
          .filteredOn(each -> each.getTable().equals("t"))
          .hasSize(4)
          .allMatch(each -> each.getConfigVersion() == 9)
          .allMatch(each -> each.getShares().equals(List.of(0.25, 0.25, 0.5)))
          .allMatch(each -> each.getUniformMix() == 0.25);
      cluster.request("t", 1, 1, 8);
      cluster.request("u", 0, 2, 8);
      Map<String, Long> versions = new java.util.HashMap<>();
      cluster.answers().forEach(batch -> versions.put(batch.getTable(), batch.getConfigVersion()));
      assertThat(versions).containsOnly(Map.entry("t", 9L), Map.entry("u", 3L));
      assertThat(cluster.deadLetters()).isEmpty();
    }
  }

  @Test
  void change_refused_isOneDeadLetterAndTheJobGoesOn() throws Exception {
    try (ReplayCluster cluster = filled(spec)) {
      cluster.change(
          Controls.control(
              9, "t", "limiter.samples_per_insert", "32", "limiter.error_buffer", "32"));
      cluster.change(Controls.control(10, "t", "sampler.alpha", "-1"));

      List<DeadLetter> letters = cluster.deadLetters();
      assertThat(letters).extracting(DeadLetter::getOffset).containsExactly(9L, 10L);
      assertThat(letters.get(0).getDetail())
          .isEqualTo(
              "table=t: the limiter can lock up: max_diff - min_diff (2 * error_buffer) must be >="
                  + " max_batch + samples_per_insert * max_chunk_steps = 1088.0: max_diff -"
                  + " min_diff=64.0 max_batch=64 samples_per_insert=32.0 max_chunk_steps=32; raise"
                  + " error_buffer to at least 544.0");
      assertThat(letters.get(1).getDetail()).contains("alpha must be in [0, 10]: alpha=-1.0");
      assertThat(cluster.newestStats("t/2").getConfigVersion()).isEqualTo(3);
      cluster.request("t", 1, 1, 8);
      assertThat(cluster.answers()).hasSize(1);
    }
  }

  /** Reverb's issue 103 turned round: neither the file nor the checkpoint wins over control. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void restore_changeInForce_noShardEverRunsWithTheFile(int parallelism) throws Exception {
    ReplayCluster.Checkpoint checkpoint;
    try (ReplayCluster cluster = filled(spec)) {
      cluster.change(Controls.control(9, "t", "capacity.items", "400", "sampler.alpha", "0"));
      checkpoint = cluster.checkpoint();
    }
    try (ReplayCluster restored = new ReplayCluster(spec, parallelism, START + 9, checkpoint)) {
      List<Stats> first = restored.stats();
      assertThat(first).filteredOn(each -> each.getTable().equals("t")).hasSize(4);
      for (Stats stats : first) {
        if (stats.getTable().equals("t")) {
          assertThat(stats.getConfigVersion()).isEqualTo(9);
          assertThat(stats.getItems().getLive()).isBetween(50L, 100L);
          double weight = stats.getTotals().getTiers().get(0).getWeight();
          assertThat(weight).isEqualTo(stats.getTotals().getTiers().get(0).getDrawable());
        }
      }
      restored.change(Controls.revoked(10, "t"));
      assertThat(restored.newestStats("t/0").getConfigVersion()).isEqualTo(10);
      for (int offset = 5_000; offset < 5_010; offset++) {
        restored.insert("t", 0, TestRuns.run(offset, 16));
      }
      assertThat(restored.newestStats("t/0").getItems().getLive()).isGreaterThan(200);
    }
  }

  @Test
  void restore_fileHasNoPlaceForTheChange_saysSoAndRunsWithTheFile() throws Exception {
    ReplayCluster.Checkpoint checkpoint;
    try (ReplayCluster cluster = filled(spec)) {
      cluster.change(Controls.control(9, "t", "limiter.min_size", "3000"));
      checkpoint = cluster.checkpoint();
    }
    TableSpec smaller = t.with(2_000, 1 << 20, t.tiers(), t.sampler(), t.limiter());
    try (ReplayCluster restored =
        new ReplayCluster(TestTables.pipeline(smaller, u), 2, START + 9, checkpoint)) {
      List<DeadLetter> letters = restored.deadLetters();
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).getDetail()).contains("min_size=3000");
      assertThat(letters.get(0).getOffset()).isEqualTo(-1);
      assertThat(restored.newestStats("t/0").getConfigVersion()).isEqualTo(3);
    }
  }

  @Test
  void change_limiter_bothSidesGoOn() throws Exception {
    try (ReplayCluster cluster = filled(spec)) {
      for (double ratio : new double[] {8, 0.25}) {
        cluster.change(
            Controls.control(
                (long) (20 - ratio),
                "u",
                "limiter.samples_per_insert",
                Double.toString(ratio),
                "limiter.error_buffer",
                "400"));
        assertThat(cluster.newestStats("u/0").getAllowanceSteps()).isPositive();
        cluster.request("u", 0, (long) (1_000 * ratio), 64);
        assertThat(cluster.answers()).hasSize(1);
        Stats stats = cluster.newestStats("u/0");
        assertThat(stats.getSamplesPerInsert()).isEqualTo(ratio);
      }
    }
  }

  @Test
  void clear_evictsOnceAndCounts_notAgainAfterARestore() throws Exception {
    ReplayCluster.Checkpoint checkpoint;
    try (ReplayCluster cluster = filled(spec)) {
      cluster.change(Controls.control(9, "t", "cleared", Long.toString(START + 1)));
      Stats stats = cluster.newestStats("t/3");
      assertThat(stats.getItems().getLive()).isZero();
      assertThat(stats.getItems().getCleared()).isEqualTo(160);
      assertThat(stats.getItems().getEvicted()).isEqualTo(160);
      assertThat(cluster.newestStats("u/0").getItems().getLive()).isEqualTo(640);
      cluster.insert("t", 3, TestRuns.run(9_000, 16));
      // What else is changed later carries the clearing along.
      cluster.change(
          Controls.control(10, "t", "cleared", Long.toString(START + 1), "sampler.alpha", "1"));
      assertThat(cluster.newestStats("t/3").getItems().getLive()).isEqualTo(16);
      checkpoint = cluster.checkpoint();
    }
    try (ReplayCluster restored = new ReplayCluster(spec, 1, START + 90, checkpoint)) {
      assertThat(restored.newestStats("t/3").getItems().getLive()).isEqualTo(16);
      restored.change(Controls.control(11, "t", "cleared", Long.toString(START + 2)));
      assertThat(restored.newestStats("t/3").getItems().getLive()).isZero();
    }
  }

  @Test
  void clear_ofLongAgo_doesNotTouchATableThatStartsAnew() throws Exception {
    try (ReplayCluster cluster = filled(spec)) {
      cluster.change(Controls.control(9, "t", "cleared", Long.toString(START - 1)));
      assertThat(cluster.newestStats("t/3").getItems().getLive()).isEqualTo(160);
      assertThat(cluster.newestStats("t/3").getConfigVersion()).isEqualTo(9);
    }
  }

  @Test
  void drop_itemsAndStateGo_chunksAreDeadLetters_othersGoOn() throws Exception {
    ReplayCluster.Checkpoint checkpoint;
    try (ReplayCluster cluster = filled(spec)) {
      cluster.change(Controls.control(9, "t", "dropped", "true"));
      cluster.insert("t", 1, TestRuns.run(2_000, 16));
      cluster.insert("u", 0, TestRuns.run(2_001, 16));

      List<DeadLetter> letters = cluster.deadLetters();
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).getReason()).isEqualTo("unknown_table");
      assertThat(letters.get(0).getDetail())
          .contains("the table is dropped: table=t version=9 shard=1", "items=16");
      Stats stats = cluster.newestStats("t/1");
      assertThat(stats.getConfigVersion()).isEqualTo(9);
      assertThat(stats.getReason()).contains("the table is dropped");
      assertThat(stats.getCanSample()).isFalse();
      assertThat(stats.getSteps().getRejected()).isEqualTo(16);
      assertThat(stats.getSteps().getReceived()).isEqualTo(16);
      assertThat(cluster.newestStats("t/0").getAllowanceSteps()).isPositive();
      assertThat(cluster.newestStats("u/0").getItems().getLive()).isEqualTo(656);
      checkpoint = cluster.checkpoint();
    }
    // Nothing of it is left: a configuration without the table finds no state to refuse.
    new ReplayCluster(TestTables.pipeline(u), 1, START + 9, checkpoint).close();
    try (ReplayCluster restored = new ReplayCluster(spec, 1, START + 9, checkpoint)) {
      restored.insert("t", 1, TestRuns.run(2_002, 16));
      assertThat(restored.deadLetters()).as("still dropped").hasSize(1);
      restored.change(Controls.revoked(10, "t"));
      restored.insert("t", 1, TestRuns.run(2_003, 16));
      restored.request("t", 1, 1, 4);
      assertThat(restored.answers()).hasSize(1);
      assertThat(restored.newestStats("t/1").getItems().getLive()).isEqualTo(16);
    }
  }

  @Test
  void restore_tableRemovedFromTheFile_isRefusedUntilItIsNamed() throws Exception {
    ReplayCluster.Checkpoint checkpoint;
    try (ReplayCluster cluster = filled(spec)) {
      cluster.change(Controls.control(9, "t", "sampler.alpha", "1"));
      checkpoint = cluster.checkpoint();
    }
    PipelineSpec without = TestTables.pipeline(u);
    assertThatThrownBy(() -> new ReplayCluster(without, 1, START + 9, checkpoint).close())
        .isInstanceOf(SuppressRestartsException.class)
        .rootCause()
        .hasMessageContaining("table=t")
        .hasMessageContaining("name it under removed_tables to delete its items");
    PipelineSpec removed =
        new PipelineSpec(without.space(), without.tables(), without.kafka(), 7, 3, Set.of("t"));
    ReplayCluster.Checkpoint after;
    try (ReplayCluster restored = new ReplayCluster(removed, 1, START + 9, checkpoint)) {
      assertThat(restored.newestStats()).containsOnlyKeys("u/0");
      after = restored.checkpoint();
    }
    try (ReplayCluster restored = new ReplayCluster(without, 2, START + 20, after)) {
      assertThat(restored.newestStats("u/0").getItems().getLive()).isEqualTo(640);
    }
  }

  @Test
  void restore_tableAddedToTheFile_startsEmptyBesideTheOthers() throws Exception {
    ReplayCluster.Checkpoint checkpoint;
    try (ReplayCluster cluster = filled(spec)) {
      checkpoint = cluster.checkpoint();
    }
    PipelineSpec more = TestTables.pipeline(t, u, TestTables.table("v", 3));
    try (ReplayCluster restored = new ReplayCluster(more, 2, START + 9, checkpoint)) {
      restored.insert("v", 2, TestRuns.run(3_000, 16));
      restored.request("v", 2, 1, 4);
      assertThat(restored.answers()).extracting(Minibatch::getTable).containsExactly("v");
      Map<String, Stats> stats = restored.newestStats();
      assertThat(requireNonNull(stats.get("t/0")).getItems().getLive()).isEqualTo(160);
      assertThat(requireNonNull(stats.get("u/0")).getItems().getLive()).isEqualTo(640);
      assertThat(requireNonNull(stats.get("v/2")).getItems().getLive()).isEqualTo(16);
    }
  }

  @Test
  void answers_oneTableHasManyRequests_othersHaveTheirTurn() throws Exception {
    try (ReplayCluster cluster = new ReplayCluster(spec, 1, START, null)) {
      for (int i = 0; i < 500; i++) {
        cluster.request("t", 0, i, 4, START + 10_000);
      }
      cluster.insert("t", 0, TestRuns.run(1, 16));
      assertThat(cluster.answers()).hasSize(ReplayOperator.ANSWERS_IN_TURN);
      // Between two turns of the one, the other is answered; none of the 500 is forgotten.
      cluster.insert("u", 0, TestRuns.run(2, 16));
      cluster.request("u", 0, 1_000, 4);
      assertThat(cluster.answers()).extracting(Minibatch::getTable).containsExactly("u");
      int answered = ReplayOperator.ANSWERS_IN_TURN;
      for (int turn = 1; answered < 500; turn++) {
        cluster.advanceTo(START + turn);
        List<Minibatch> answers = cluster.answers();
        assertThat(answers).hasSizeBetween(1, ReplayOperator.ANSWERS_IN_TURN);
        answered += answers.size();
      }
      assertThat(answered).isEqualTo(500);
    }
  }
}
