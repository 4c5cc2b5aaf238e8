package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.ReferenceShard;
import dev.cairn.replay.RemoverSpec;
import dev.cairn.replay.Run;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Stats;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Removers and exclusions on RocksDB, with checkpoints and restores between, item for item against
 * the naive reference of the core.
 */
class ReplayRemoversTest {

  private static final long START = 1_000_000;
  private static final int ROUNDS = 24;
  private static final int CAPACITY = 60;
  private static final List<TierSpec> TWO =
      List.of(new TierSpec(0.7, 0.6, 0.4), new TierSpec(0, 0.4, 0.6));
  private static final List<TierSpec> ONE = List.of(new TierSpec(0, 1, 1));

  private long requests;

  /** A batch of distinct items alike: one of all drawable items says which they are. */
  private static TableSpec table(
      RemoverSpec remover, long maxPolicyLag, List<TierSpec> tiers, TableSpec.Overflow overflow) {
    return new TableSpec(
        "t",
        1,
        CAPACITY,
        1 << 20,
        TestTables.SIGNATURE,
        StorageUnit.SINGLE_STEPS,
        AssemblySpec.DEFAULT,
        tiers,
        ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.Rank(1_000)),
        new SamplerSpec(
            SamplerSpec.Kind.UNIFORM,
            "",
            true,
            false,
            SamplerSpec.Takes.TD_ERROR,
            0.6,
            1e-6,
            0,
            maxPolicyLag),
        overflow,
        remover,
        new LimiterSpec(1, Double.NaN, 0),
        CAPACITY,
        32,
        2_048,
        1.0 / 3,
        1 << 16);
  }

  @ParameterizedTest
  @CsvSource({
    "FIFO,0,-1,DEMOTE",
    "LIFO,0,-1,EVICT",
    "MAX_HEAP,0,-1,DEMOTE",
    "MIN_HEAP,0,-1,EVICT",
    "SAMPLED_AT_LEAST,2,-1,DEMOTE",
    "OLDER_THAN,450,-1,DEMOTE",
    "POLICY_OLDER_THAN,1,-1,DEMOTE",
    "FIFO,0,3,DEMOTE",
    "POLICY_OLDER_THAN,2,1,EVICT"
  })
  void remover_restoresBetween_holdsWhatTheReferenceHolds(
      RemoverSpec.Kind kind, long bound, long maxPolicyLag, TableSpec.Overflow overflow)
      throws Exception {
    TableSpec table = table(new RemoverSpec(kind, "", bound), maxPolicyLag, TWO, overflow);
    PipelineSpec spec = TestTables.pipeline(table);
    ReferenceShard reference = new ReferenceShard(table);
    int excluded = 0;
    ReplayCluster cluster = new ReplayCluster(spec, 1, START, null);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        cluster.advanceTo(START + 100 * round);
        compare(cluster, reference);
        Run run = TestRuns.run(round, 8);
        cluster.insert("t", 0, run);
        reference.insert(run, cluster.now());
        compare(cluster, reference);
        answer(cluster, reference, round);
        compare(cluster, reference);
        excluded = Math.max(excluded, reference.ids(true).size());
        if (round % 5 == 4) {
          ReplayCluster.Checkpoint checkpoint = cluster.checkpoint();
          cluster.close();
          cluster = new ReplayCluster(spec, 1 + round % 2, cluster.now() + 1, checkpoint);
          compare(cluster, reference);
        }
      }
      Stats stats = cluster.newestStats("t/0");
      reference.expire(cluster.now());
      assertThat(stats.getItems().getEvictedFull()).isEqualTo(reference.evictedFull());
      assertThat(stats.getItems().getEvictedExpired()).isEqualTo(reference.evictedExpired());
    } finally {
      cluster.close();
    }
    assertThat(reference.evictedExpired() > 0).isEqualTo(bound > 0);
    assertThat(excluded > 0).isEqualTo(maxPolicyLag >= 0);
    assertThat(reference.evictedFull() + reference.evictedExpired()).isGreaterThan(CAPACITY);
  }

  /** Draws a few items and answers with values, of a policy that is one round behind. */
  private void answer(ReplayCluster cluster, ReferenceShard reference, int round) throws Exception {
    cluster.request("t", 0, ++requests, 6);
    Minibatch batch = cluster.answers().get(0);
    long[] ids = ReplayCluster.ids(batch);
    float[] values = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      reference.draw(ids[i]);
      values[i] = TestRuns.initial(31 * ids[i] + round);
    }
    reference.expire(cluster.now());
    if (round % 3 != 0) {
      return;
    }
    cluster.send(
        new ShardInput.Updates(
            cluster.keys().key("t", 0),
            new PriorityUpdates(
                batch.getAttempt(),
                batch.getSequence(),
                ReplayCluster.slots(batch),
                ids,
                values,
                Math.max(0, round - 1),
                cluster.now())));
    for (int i = 0; i < ids.length; i++) {
      reference.update(
          ids[i],
          values[i],
          batch.getAttempt(),
          batch.getSequence(),
          batch.getAttempt(),
          batch.getSequence() + 1);
    }
    reference.feedback(Math.max(0, round - 1));
  }

  /** A peek at all drawable items, which changes nothing, says which they are. */
  private void compare(ReplayCluster cluster, ReferenceShard reference) throws Exception {
    reference.expire(cluster.now());
    Set<Long> drawable = reference.ids(false);
    Minibatch all = peek(cluster, drawable.size());
    assertThat(ids(all)).isEqualTo(drawable);
    assertThat(all.getTotals().getDrawable()).isEqualTo(drawable.size());
    assertThat(all.getTotals().getInserted() - all.getTotals().getDeleted())
        .isEqualTo(drawable.size() + reference.ids(true).size());
  }

  private Minibatch peek(ReplayCluster cluster, int items) throws Exception {
    cluster.peek("t", 0, ++requests, items);
    List<Minibatch> answers = cluster.answers();
    assertThat(answers).as("there are %s drawable items", items).hasSize(1);
    return answers.get(0);
  }

  private static Set<Long> ids(Minibatch batch) {
    return Arrays.stream(ReplayCluster.ids(batch)).boxed().collect(Collectors.toSet());
  }

  /** Which items a reservoir keeps is drawn; a restore in the middle does not change the draw. */
  @Test
  void reservoir_restoredInTheMiddle_keepsWhatItWouldHaveKept() throws Exception {
    RemoverSpec remover = new RemoverSpec(RemoverSpec.Kind.RESERVOIR, "", 0);
    PipelineSpec spec = TestTables.pipeline(table(remover, -1, ONE, TableSpec.Overflow.EVICT));
    Set<Long> uninterrupted;
    try (ReplayCluster cluster = new ReplayCluster(spec, 1, START, null)) {
      insert(cluster, 0, 40);
      uninterrupted = ids(peek(cluster, CAPACITY));
    }
    ReplayCluster.Checkpoint checkpoint;
    try (ReplayCluster cluster = new ReplayCluster(spec, 1, START, null)) {
      insert(cluster, 0, 20);
      checkpoint = cluster.checkpoint();
      insert(cluster, 1_000, 1_010);
    }
    try (ReplayCluster restored = new ReplayCluster(spec, 2, START + 1, checkpoint)) {
      insert(restored, 20, 40);
      assertThat(ids(peek(restored, CAPACITY))).isEqualTo(uninterrupted);
      Stats stats = restored.newestStats("t/0");
      assertThat(stats.getItems().getCreated()).isEqualTo(320);
      assertThat(stats.getItems().getEvictedFull()).isEqualTo(320 - CAPACITY);
    }
  }

  private static void insert(ReplayCluster cluster, int from, int to) throws Exception {
    for (int offset = from; offset < to; offset++) {
      cluster.insert("t", 0, TestRuns.run(offset, 8));
    }
  }
}
