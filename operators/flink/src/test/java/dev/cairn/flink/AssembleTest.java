package dev.cairn.flink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.Run;
import dev.cairn.replay.StepCounts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssembleTest {

  private static final long DAY = Assemble.IDLE.toMillis();

  private final PipelineSpec spec =
      TestTables.pipeline(TestTables.table("a", 4), TestTables.table("b", 1));
  private final ShardKeys keys = new ShardKeys(spec.tables(), 128);
  private KeyedOneInputStreamOperatorTestHarness<String, StreamInput, ShardInput> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(new HashMapStateBackend());
    harness.open();
    harness.setProcessingTime(1_000);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void assemble_chunk_becomesRunOfSingleSteps() throws Exception {
    List<ShardInput.Steps> out = process(chunk("b", "s", 5, 0, 3));

    assertThat(out).hasSize(1);
    assertThat(out.get(0).key()).isEqualTo(keys.key("b", 0));
    assertThat(out.get(0).counts()).isEqualTo(new StepCounts(ItemIds.hash("s"), 3, 3, 0, 0, 0, 0));
    Run run = requireNonNull(out.get(0).run());
    assertThat(run.steps()).isEqualTo(3);
    assertThat(run.rows()).containsExactly(0, 1, 2);
    assertThat(run.lengths()).containsExactly(1, 1, 1);
    assertThat(run.initial()).containsOnly(Float.NaN);
    assertThat(run.ids())
        .containsExactly(ItemIds.id(777, 0, 0), ItemIds.id(777, 1, 0), ItemIds.id(777, 2, 0));
    assertThat(run.terminated()).isTrue();
    assertThat(run.truncated()).isFalse();
    assertThat(run.policyVersion()).isEqualTo(1);
    assertThat(run.episode()).isEqualTo(2);
    assertThat(run.firstStep()).isEqualTo(3);
    assertThat(run.payload()).containsExactly(1, 2, 3);
  }

  @Test
  void assemble_repeatedChunk_isCountedAsDuplicate() throws Exception {
    process(chunk("b", "s", 5, 0, 3));
    process(chunk("b", "s", 5, 1, 3));

    List<ShardInput.Steps> out = process(chunk("b", "s", 5, 0, 3));

    assertDuplicate(out);
    assertThat(process(chunk("b", "s", 5, 2, 3)).get(0).run()).isNotNull();
  }

  @Test
  void assemble_gap_goesOnAndWhatCameLateIsDuplicate() throws Exception {
    process(chunk("b", "s", 5, 0, 3));

    assertThat(process(chunk("b", "s", 5, 4, 3)).get(0).run()).isNotNull();
    assertDuplicate(process(chunk("b", "s", 5, 2, 3)));
  }

  @Test
  void assemble_earlierIncarnation_isDuplicateAndLaterStartsAnew() throws Exception {
    process(chunk("b", "s", 5, 9, 3));

    assertDuplicate(process(chunk("b", "s", 4, 10, 3)));
    assertThat(process(chunk("b", "s", 6, 0, 3)).get(0).run()).isNotNull();
    assertDuplicate(process(chunk("b", "s", 5, 10, 3)));
  }

  @Test
  void assemble_sameStreamInAnotherTable_isKeptApart() throws Exception {
    process(chunk("b", "s", 5, 0, 3));

    assertThat(process(chunk("a", "s", 5, 0, 3)).get(0).run()).isNotNull();
  }

  @Test
  void assemble_rejectedChunk_isCountedOnceAndItsRepeatIsDuplicate() throws Exception {
    List<ShardInput.Steps> out = process(rejected("s", 0));

    assertThat(out.get(0).run()).isNull();
    assertThat(out.get(0).counts()).isEqualTo(new StepCounts(ItemIds.hash("s"), 3, 0, 0, 0, 0, 3));
    assertDuplicate(process(rejected("s", 0)));
    assertThat(process(chunk("b", "s", 5, 1, 3)).get(0).run()).isNotNull();
  }

  @Test
  void assemble_rejectedWithoutPosition_isAlwaysCounted() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(process(rejected("", TableChunk.NO_NUMBER)).get(0).counts().rejected())
          .isEqualTo(3);
    }
  }

  @Test
  void assemble_streamSilentForADay_isForgotten() throws Exception {
    process(chunk("b", "s", 5, 0, 3));
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

    harness.setProcessingTime(1_000 + DAY);

    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void assemble_streamActiveWithinADay_isRemembered() throws Exception {
    process(chunk("b", "s", 5, 0, 3));
    harness.setProcessingTime(1_000 + DAY / 2);
    process(chunk("b", "s", 5, 1, 3));

    harness.setProcessingTime(1_000 + DAY);
    assertDuplicate(process(chunk("b", "s", 5, 1, 3)));
    assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);

    harness.setProcessingTime(1_000 + DAY / 2 + DAY);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void assemble_clockJumpsAnHourForthAndBack_repeatsAreRecognizedAndStepsAreTaken()
      throws Exception {
    process(chunk("b", "s", 5, 0, 3));
    for (long hours : new long[] {1, 0, -1, 0}) {
      harness.setProcessingTime(DAY / 2 + hours * DAY / 24);
      assertDuplicate(process(chunk("b", "s", 5, 0, 3)));
    }
    assertThat(process(chunk("b", "s", 5, 1, 3)).get(0).run()).isNotNull();
    assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);

    harness.setProcessingTime(3 * DAY);
    assertThat(harness.numKeyedStateEntries()).as("and forgotten all the same").isZero();
  }

  @Test
  void assemble_manyChunks_useEveryShardAndTellShardZeroOncePerSecond() throws Exception {
    List<ShardInput.Steps> out = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      out.addAll(process(chunk("a", "s", 5, i, 3)));
    }
    harness.setProcessingTime(2_000);
    for (int i = 100; i < 200; i++) {
      out.addAll(process(chunk("a", "s", 5, i, 3)));
    }

    Set<Long> used = new HashSet<>();
    int notes = 0;
    for (ShardInput.Steps steps : out) {
      used.add(steps.key());
      if (steps.counts().received() == 0) {
        assertThat(steps.key()).isEqualTo(keys.key("a", 0));
        notes++;
      }
    }
    assertThat(used).hasSize(4);
    assertThat(notes).isLessThanOrEqualTo(2);
    assertThat(out.stream().filter(steps -> steps.run() != null)).hasSize(200);
  }

  @Test
  void assemble_restored_knowsWhatItSaw() throws Exception {
    harness.close();
    harness = harness(new EmbeddedRocksDBStateBackend(true));
    harness.open();
    process(chunk("b", "s", 5, 0, 3));
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();

    harness = harness(new EmbeddedRocksDBStateBackend(true));
    harness.initializeState(snapshot);
    harness.open();

    assertDuplicate(process(chunk("b", "s", 5, 0, 3)));
    assertThat(process(chunk("b", "s", 5, 1, 3)).get(0).run()).isNotNull();
  }

  private KeyedOneInputStreamOperatorTestHarness<String, StreamInput, ShardInput> harness(
      StateBackend backend) throws Exception {
    var opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new Assemble(spec, keys)),
            Assemble::keyOf,
            TypeInformation.of(String.class));
    opened.setup(Types.SHARD_INPUT.createSerializer(new SerializerConfigImpl()));
    opened.setStateBackend(backend);
    return opened;
  }

  private List<ShardInput.Steps> process(TableChunk chunk) throws Exception {
    harness.getOutput().clear();
    harness.processElement(chunk, 0);
    return harness.extractOutputValues().stream().map(ShardInput.Steps.class::cast).toList();
  }

  private static void assertDuplicate(List<ShardInput.Steps> out) {
    assertThat(out).hasSize(1);
    assertThat(out.get(0).run()).isNull();
    assertThat(out.get(0).counts()).isEqualTo(new StepCounts(ItemIds.hash("s"), 3, 0, 0, 0, 3, 0));
  }

  private static TableChunk chunk(
      String table, String stream, long incarnation, long number, int steps) {
    return new TableChunk(
        table,
        stream,
        incarnation,
        number,
        steps,
        777,
        new TableChunk.Content(1, 2, 3, true, false, new byte[] {1, 2, 3}, null));
  }

  private static TableChunk rejected(String stream, long number) {
    return new TableChunk("b", stream, 5, number, 3, 777, null);
  }
}
