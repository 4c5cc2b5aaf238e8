package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.AssemblySpec.Hold;
import dev.cairn.replay.Run;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.StepCounts;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.StorageUnit.Boundary;
import dev.cairn.replay.StorageUnit.FirstState;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The assembler where items span chunks: state in RocksDB, restores, silence, amendments. */
class AssembleUnitsTest {

  private static final long TIMEOUT = 60_000;
  private static final AssemblySpec LIMITS = new AssemblySpec(Hold.ITEM, 1_000, 1 << 20, TIMEOUT);
  private static final AssemblySpec SHORT = new AssemblySpec(Hold.EPISODE, 90, 1 << 20, TIMEOUT);
  private static final AssemblySpec HELD = new AssemblySpec(Hold.EPISODE, 1_000, 1 << 20, TIMEOUT);

  private final PipelineSpec spec =
      TestTables.pipeline(
          table("n", new StorageUnit.Timesteps(3, 3, 0.9), LIMITS),
          table("h", new StorageUnit.Timesteps(1, 4, 0.9), HELD),
          table("l", new StorageUnit.Timesteps(1, 1, 1), SHORT),
          table("s", new StorageUnit.Sequences(8, 4, 2, Boundary.CARRY, FirstState.KEPT), LIMITS),
          table("e", new StorageUnit.Episodes(100), LIMITS),
          table("f", new StorageUnit.Fragments(), LIMITS));
  private final Sums sums = new Sums();
  private KeyedOneInputStreamOperatorTestHarness<String, StreamInput, ShardInput> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(spec);
    harness.open();
    harness.setProcessingTime(1_000);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void assemble_restoredAnywhere_givesTheSameItemsAndBalances() throws Exception {
    List<TableChunk> input = input(new SplittableRandom(7));
    Map<Long, String> expected = new HashMap<>();
    for (TableChunk chunk : input) {
      feed(chunk, expected, sums);
    }
    assertThat(sums.pending).isPositive();
    assertThat(sums.duplicates).isZero();

    harness.close();
    harness = harness(spec);
    harness.open();
    harness.setProcessingTime(1_000);
    SplittableRandom random = new SplittableRandom(8);
    Map<Long, String> actual = new HashMap<>();
    Sums again = new Sums();
    int at = 0;
    int checkpoint = 0;
    OperatorSubtaskState snapshot = harness.snapshot(0, 1);
    Sums atSnapshot = again.copy();
    Map<Long, String> itemsAtSnapshot = new HashMap<>();
    while (at < input.size()) {
      feed(input.get(at++), actual, again);
      int what = random.nextInt(60);
      if (what == 0) {
        checkpoint = at;
        snapshot = harness.snapshot(at, at);
        atSnapshot = again.copy();
        itemsAtSnapshot = new HashMap<>(actual);
      } else if (what == 1) {
        // What came out since is lost with the attempt, and comes again with the input.
        harness.close();
        harness = harness(spec);
        harness.initializeState(snapshot);
        harness.open();
        harness.setProcessingTime(1_000);
        at = checkpoint;
        again = atSnapshot.copy();
        actual = new HashMap<>(itemsAtSnapshot);
      }
    }

    assertThat(actual).isEqualTo(expected);
    assertThat(again).usingRecursiveComparison().isEqualTo(sums);
  }

  @Test
  void assemble_restoredInTheMiddleOfAHeldEpisode_itemsHaveItsWholeReturn() throws Exception {
    for (String table : List.of("h", "l")) {
      for (int step = 0; step < 96; step += 8) {
        process(chunk(table, step / 8, step, step + 8, false));
      }
    }
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness(spec);
    harness.initializeState(snapshot);
    harness.open();

    // Rewards are the steps: 0 + 1 + ... + 99.
    for (String table : List.of("h", "l")) {
      List<Run> runs = process(chunk(table, 12, 96, 100, true));
      assertThat(runs).extracting(Run::episodeReturn).containsOnly(4_950.0);
      assertThat(runs.get(0).firstStep()).isEqualTo(table.equals("h") ? 0 : 96);
    }
  }

  @Test
  void assemble_silentStream_isInterruptedAndNothingWaits() throws Exception {
    process(chunk("n", 0, 0, 2, false));
    process(chunk("e", 0, 0, 2, false));
    assertThat(sums.pending).isEqualTo(4);

    harness.setProcessingTime(1_000 + TIMEOUT);
    List<Run> runs = collect();

    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).lengths()).containsExactly(2, 1);
    assertThat(runs.get(0).truncated()).as("nobody truncated it").isFalse();
    assertThat(sums.pending).isZero();
    assertThat(sums.assembled).isEqualTo(2);
    assertThat(sums.dropped).isEqualTo(2);

    process(chunk("n", 1, 2, 5, true));
    assertThat(sums.assembled).isEqualTo(5);
    harness.setProcessingTime(1_000 + Assemble.IDLE.toMillis() + TIMEOUT);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void assemble_jobDownForLongerThanTheTimeout_interruptsNothing() throws Exception {
    process(chunk("e", 0, 0, 2, false));
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();

    harness = harness(spec);
    harness.initializeState(snapshot);
    harness.open();
    harness.setProcessingTime(1_000 + 100 * TIMEOUT);
    List<Run> runs = process(chunk("e", 1, 2, 5, true));

    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).lengths()).containsExactly(5);
  }

  @Test
  void assemble_rejectedChunk_interruptsTheEpisode() throws Exception {
    process(chunk("n", 0, 0, 2, false));
    List<Run> runs = process(new TableChunk("n", "s", 5, 1, 4, 1, null));

    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).lengths()).containsExactly(2, 1);
    assertThat(sums.rejected).isEqualTo(4);
    assertThat(sums.pending).isZero();
    assertThat(process(chunk("n", 2, 6, 9, true)).get(0).firstStep()).isEqualTo(6);
  }

  @Test
  void assemble_gapOrNewIncarnation_interruptsTheEpisode() throws Exception {
    process(chunk("n", 0, 0, 2, false));
    assertThat(process(chunk("n", 2, 4, 6, false))).hasSize(1);
    List<Run> runs = process(chunk("n", "s", 6, 0, 0, 1, false));
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).firstStep()).isEqualTo(4);
    assertThat(sums.pending).isEqualTo(1);
  }

  @Test
  void assemble_fragments_keepNothingBesideProgress() throws Exception {
    List<Run> runs = process(chunk("f", 0, 0, 3, false));

    assertThat(runs.get(0).rows()).containsExactly(0);
    assertThat(runs.get(0).lengths()).containsExactly(3);
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
  }

  @Test
  void amend_stepThatWaits_isInTheItem() throws Exception {
    process(chunk("h", 0, 0, 4, false));
    harness.processElement(amendment("h", 2), 0);
    assertThat(deadLetters()).isEmpty();
    List<Run> runs = process(chunk("h", 1, 4, 5, true));

    Run run = runs.get(0);
    assertThat(run.ids()).hasSize(5);
    ByteBuffer payload = ByteBuffer.wrap(run.payload()).order(ByteOrder.LITTLE_ENDIAN);
    int rewards = 8 * 6 + 8 * 5;
    assertThat(payload.getFloat(rewards + 4 * 2)).isEqualTo(-7);
    assertThat(payload.getFloat(rewards + 4 * 3)).isEqualTo(3);
  }

  @Test
  void amend_stepThatIsAnItemOrUnknown_isDeadLetter() throws Exception {
    process(chunk("n", 0, 0, 4, false));
    harness.processElement(amendment("n", 1), 0);
    harness.processElement(amendment("h", 1), 0);

    assertThat(deadLetters()).extracting(DeadLetter::getReason).containsOnly("too_late").hasSize(2);
    assertThat(deadLetters().get(0).getDetail()).contains("table=n", "step=1", "[4, 4)");
    assertThat(deadLetters().get(0).getOffset()).isEqualTo(99);
  }

  @Test
  void assemble_tableTakesStepsAtOnceNow_whatWaitedIsDroppedWhenTheStreamIsSilent()
      throws Exception {
    process(chunk("n", 0, 0, 2, false));
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();

    harness = harness(TestTables.pipeline(TestTables.table("n", 2)));
    harness.initializeState(snapshot);
    harness.open();
    harness.setProcessingTime(2_000);
    assertThat(process(chunk("n", 1, 2, 4, true)).get(0).ids()).hasSize(2);
    harness.setProcessingTime(3_000 + 2 * Assemble.IDLE.toMillis());
    collect();

    assertThat(sums.dropped).isEqualTo(2);
    assertThat(sums.pending).isZero();
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  /** Episodes for every table, in chunks of any size, some lost, some repeated by the broker. */
  private static List<TableChunk> input(SplittableRandom random) {
    List<TableChunk> input = new ArrayList<>();
    for (String table : List.of("n", "h", "l", "s", "e", "f")) {
      for (String stream : List.of("x", "y")) {
        long number = 0;
        for (int episode = 0; episode < 6; episode++) {
          int steps = 1 + random.nextInt(40);
          int step = 0;
          while (step < steps) {
            int to = Math.min(steps, step + 1 + random.nextInt(7));
            boolean end = to == steps && episode != 5;
            if (random.nextInt(30) > 0) {
              input.add(chunk(table, stream, 5, number, step, to, end, episode));
            }
            number++;
            step = to;
          }
        }
      }
    }
    return input;
  }

  private void feed(TableChunk chunk, Map<Long, String> items, Sums sums) throws Exception {
    harness.getOutput().clear();
    harness.processElement(chunk, 0);
    for (ShardInput input : harness.extractOutputValues()) {
      ShardInput.Steps steps = (ShardInput.Steps) input;
      sums.add(steps.counts());
      Run run = steps.run();
      for (int i = 0; run != null && i < run.ids().length; i++) {
        String item =
            steps.key()
                + ":"
                + (run.firstStep() + run.rows()[i])
                + "+"
                + run.lengths()[i]
                + " of "
                + run.episodeReturn();
        assertThat(items.put(run.ids()[i], item)).as("one item an id").isNull();
      }
    }
    assertThat(sums.received).isEqualTo(sums.decided() + sums.pending);
  }

  private List<Run> process(TableChunk chunk) throws Exception {
    harness.getOutput().clear();
    harness.processElement(chunk, 0);
    return collect();
  }

  private List<Run> collect() {
    List<Run> runs = new ArrayList<>();
    for (ShardInput input : harness.extractOutputValues()) {
      ShardInput.Steps steps = (ShardInput.Steps) input;
      sums.add(steps.counts());
      if (steps.run() != null) {
        runs.add(steps.run());
      }
    }
    harness.getOutput().clear();
    return runs;
  }

  private List<DeadLetter> deadLetters() {
    List<DeadLetter> letters = new ArrayList<>();
    Queue<StreamRecord<OutboundRecord>> output = harness.getSideOutput(DeadLetters.TAG);
    if (output != null) {
      output.forEach(
          record -> letters.add(Wire.decode(record.getValue().value(), DeadLetter.class)));
    }
    return letters;
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, StreamInput, ShardInput> harness(
      PipelineSpec spec) throws Exception {
    var opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new Assemble(spec, new ShardKeys(spec.tables(), 128))),
            Assemble::keyOf,
            TypeInformation.of(String.class));
    opened.setup(Types.SHARD_INPUT.createSerializer(new SerializerConfigImpl()));
    opened.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    return opened;
  }

  private static TableSpec table(String name, StorageUnit unit, AssemblySpec assembly) {
    return TestTables.table(name, 2, SamplerSpec.Takes.TD_ERROR, unit, assembly);
  }

  private static TableChunk chunk(String table, long number, int from, int to, boolean end) {
    return chunk(table, "s", 5, number, from, to, end);
  }

  private static TableChunk chunk(
      String table, String stream, long incarnation, long number, int from, int to, boolean end) {
    return chunk(table, stream, incarnation, number, from, to, end, 11);
  }

  private static TableChunk chunk(
      String table,
      String stream,
      long incarnation,
      long number,
      int from,
      int to,
      boolean end,
      long episode) {
    int steps = to - from;
    ByteBuffer payload =
        ByteBuffer.allocate(TestTables.SIGNATURE.payloadBytes(steps))
            .order(ByteOrder.LITTLE_ENDIAN);
    payload.position(8 * (steps + 1) + 8 * steps);
    for (int step = from; step < to; step++) {
      payload.putFloat(step);
    }
    return new TableChunk(
        table,
        stream,
        incarnation,
        number,
        steps,
        ItemIds.hash(table + stream + incarnation + "/" + number),
        new TableChunk.Content(3, episode, from, end, false, payload.array(), null));
  }

  private static TableAmendment amendment(String table, long step) {
    byte[] value = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(-7).array();
    return new TableAmendment(
        table, "s", 5, 11, step, 2, value, new RawRecord("t", 1, 99, 1, null, new byte[] {1}));
  }

  /** The step ledger. */
  private static final class Sums {
    private long received;
    private long assembled;
    private long pending;
    private long dropped;
    private long duplicates;
    private long rejected;

    void add(StepCounts counts) {
      received += counts.received();
      assembled += counts.assembled();
      pending += counts.pending();
      dropped += counts.dropped();
      duplicates += counts.duplicates();
      rejected += counts.rejected();
    }

    long decided() {
      return assembled + dropped + duplicates + rejected;
    }

    Sums copy() {
      Sums copy = new Sums();
      copy.received = received;
      copy.assembled = assembled;
      copy.pending = pending;
      copy.dropped = dropped;
      copy.duplicates = duplicates;
      copy.rejected = rejected;
      return copy;
    }
  }
}
