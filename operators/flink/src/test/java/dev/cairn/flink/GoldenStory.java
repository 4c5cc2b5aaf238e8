package dev.cairn.flink;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.AssemblySpec.Hold;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import dev.cairn.schema.Minibatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the stateful operators of a job before its savepoint is taken and after it was
 * restored: assembler and memory on RocksDB, with every kind of state there is. Always the same, so
 * that what comes after can be compared with what came when the savepoint was new.
 *
 * <p>Never changed once a savepoint of it is released: later versions add a story of their own.
 */
final class GoldenStory implements AutoCloseable {

  private static final long START = 1_000_000;
  private static final AssemblySpec HELD = new AssemblySpec(Hold.EPISODE, 1_000, 1 << 20, 60_000);

  static final PipelineSpec SPEC =
      TestTables.pipeline(
          table(
              "steps",
              2,
              80,
              StorageUnit.SINGLE_STEPS,
              AssemblySpec.DEFAULT,
              new ImportanceSpec(
                  List.of(
                      new ImportanceSpec.Part(
                          0.8, new ScorerSpec.TdError(), new NormaliserSpec.Rank(100)),
                      new ImportanceSpec.Part(
                          0.2,
                          new ScorerSpec.Density("obs", 4, 50, true),
                          new NormaliserSpec.MinMax()))),
              new SamplerSpec(
                  SamplerSpec.Kind.PROPORTIONAL,
                  "",
                  true,
                  true,
                  SamplerSpec.Takes.TD_ERROR,
                  0.6,
                  1e-6,
                  0.1,
                  2),
              new LimiterSpec(10, 2, 24)),
          table(
              "sequences",
              1,
              60,
              new StorageUnit.Sequences(
                  8, 4, 2, StorageUnit.Boundary.CARRY, StorageUnit.FirstState.KEPT),
              AssemblySpec.DEFAULT,
              ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.LiveRank()),
              new SamplerSpec(
                  SamplerSpec.Kind.RANK, false, SamplerSpec.Takes.PRIORITY, 0.7, 0, 0.2),
              new LimiterSpec(1, Double.NaN, 0)),
          table(
              "held",
              1,
              60,
              new StorageUnit.Timesteps(1, 4, 0.9),
              HELD,
              ImportanceSpec.of(new ScorerSpec.EpisodeReturn(), new NormaliserSpec.MinMax()),
              new SamplerSpec(SamplerSpec.Kind.UNIFORM, false, SamplerSpec.Takes.TD_ERROR, 1, 1, 0),
              new LimiterSpec(1, Double.NaN, 0)));

  private final KeyedOneInputStreamOperatorTestHarness<String, StreamInput, ShardInput> assembler;
  private final ReplayCluster memory;
  private final List<String> told = new ArrayList<>();
  private long nextRequest;

  /**
   * @param savepoint directory of the savepoint to go on from; null for the beginning
   */
  GoldenStory(@Nullable Path savepoint) throws Exception {
    ShardKeys keys = new ShardKeys(SPEC.tables(), ReplayCluster.MAX_PARALLELISM);
    assembler =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new Assemble(SPEC, keys)),
            Assemble::keyOf,
            TypeInformation.of(String.class),
            ReplayCluster.MAX_PARALLELISM,
            1,
            0);
    assembler.setup(Types.SHARD_INPUT.createSerializer(new SerializerConfigImpl()));
    assembler.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    if (savepoint != null) {
      assembler.initializeState(Savepoints.read(savepoint, OperatorIds.ASSEMBLE));
    }
    assembler.open();
    assembler.setProcessingTime(START);
    memory =
        new ReplayCluster(
            SPEC,
            1,
            START,
            savepoint == null
                ? null
                : new ReplayCluster.Checkpoint(Savepoints.read(savepoint, OperatorIds.REPLAY), 1));
  }

  private static TableSpec table(
      String name,
      int shards,
      long items,
      StorageUnit storage,
      AssemblySpec assembly,
      ImportanceSpec importance,
      SamplerSpec sampler,
      LimiterSpec limiter) {
    return new TableSpec(
        name,
        shards,
        items,
        1 << 20,
        TestTables.SIGNATURE,
        storage,
        assembly,
        List.of(
            new TierSpec(0.9, 0.5, 0.2), new TierSpec(0.6, 0.3, 0.3), new TierSpec(0, 0.2, 0.5)),
        importance,
        sampler,
        TableSpec.Overflow.DEMOTE,
        limiter,
        16,
        8,
        2_048,
        1.0 / 3,
        1 << 16);
  }

  /**
   * Up to the savepoint.
   *
   * @return a batch of which no feedback has come yet
   */
  Minibatch before() throws Exception {
    List<Minibatch> early = new ArrayList<>();
    for (int number = 0; number < 40; number++) {
      chunk("steps", "y", number, 8, number % 2 == 1);
      if (number >= 24) {
        chunk("steps", "x", number - 24, 8, number % 4 == 3);
      }
      if (number == 36) {
        early.add(draw(0));
        early.add(draw(1));
      }
    }
    for (int number = 0; number < 3; number++) {
      chunk("sequences", "x", number, 7, false);
    }
    chunk("sequences", "x", 2, 7, false); // the broker's repeat
    take(new TableChunk("sequences", "y", 5, 0, 4, 1, null));
    chunk("held", "x", 0, 4, false);
    chunk("held", "x", 1, 4, false);
    take(amendment());
    feed(request("sequences", 0).get(0));
    memory.change(Controls.control(9, "sequences", "sampler.alpha", "0.5"));
    for (Minibatch batch : early) {
      feed(batch); // on items of which some have gone meanwhile
    }
    Minibatch unanswered = draw(0);
    while (!request("steps", 0).isEmpty()) {} // until the limiter says no: the last one waits
    told.clear();
    return unanswered;
  }

  void writeTo(Path directory) throws Exception {
    Savepoints.write(
        directory,
        Map.of(
            OperatorIds.ASSEMBLE,
            assembler.snapshotWithLocalState(1, START, Savepoints.TYPE).getJobManagerOwnedState(),
            OperatorIds.REPLAY,
            memory.savepoint()));
  }

  /**
   * From the savepoint on.
   *
   * @param unanswered what {@link #before} left
   * @return all that comes out, one line each
   */
  List<String> after(Minibatch unanswered) throws Exception {
    nextRequest = 1_000;
    feed(unanswered);
    chunk("steps", "x", 15, 8, true); // known already
    chunk("steps", "x", 16, 8, false); // opens the limiter for the request that waits
    chunk("sequences", "x", 3, 7, true);
    chunk("held", "x", 2, 4, true);
    answers();
    for (String table : List.of("sequences", "held")) {
      request(table, 0);
    }
    memory.newestStats().values().stream().map(GoldenText::of).sorted().forEach(told::add);
    return List.copyOf(told);
  }

  private Minibatch draw(int shard) throws Exception {
    return request("steps", shard).get(0);
  }

  private List<Minibatch> request(String table, int shard) throws Exception {
    memory.request(table, shard, nextRequest++, 12, START + 3_600_000);
    return answers();
  }

  /** Every other item's value is larger the later it was drawn. */
  private void feed(Minibatch batch) throws Exception {
    float[] values = new float[batch.getItems()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? (i + 1) / 4f : (batch.getSequence() + 1) / 64f;
    }
    memory.send(memory.feedback(batch, values));
  }

  /** A chunk of episodes that begin where the last one ended. */
  private void chunk(String table, String stream, int number, int steps, boolean end)
      throws Exception {
    int first = number * steps;
    ByteBuffer payload =
        ByteBuffer.allocate(TestTables.SIGNATURE.payloadBytes(steps))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int row = first; row <= first + steps; row++) {
      payload.putFloat(row % 5).putFloat(-row);
    }
    for (int row = first; row < first + steps; row++) {
      payload.putLong(7L * row);
    }
    float[] initial = new float[steps];
    for (int row = first; row < first + steps; row++) {
      payload.putFloat(row * 13 % 17 / 16f);
      initial[row - first] = (row * 5 % 64 + 1) / 32f;
    }
    long episode = table.equals("steps") && stream.equals("x") ? number / 4 : 0;
    take(
        new TableChunk(
            table,
            stream,
            5,
            number,
            steps,
            ItemIds.hash(table + stream + number),
            new TableChunk.Content(
                number % 8,
                episode,
                first,
                end,
                false,
                payload.array(),
                stream.equals("y") ? initial : null)));
  }

  private static TableAmendment amendment() {
    byte[] reward = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(-7).array();
    RawRecord raw = new RawRecord("t", 1, 99, 1, null, new byte[] {1});
    return new TableAmendment("held", "x", 5, 0, 2, 2, reward, raw);
  }

  private void take(StreamInput input) throws Exception {
    assembler.getOutput().clear();
    assembler.processElement(input, 0);
    for (ShardInput each : assembler.extractOutputValues()) {
      ShardInput.Steps steps = (ShardInput.Steps) each;
      told.add("counts " + input.table() + "/" + input.stream() + " " + steps.counts());
      if (steps.run() != null) {
        told.add("run " + input.table() + "/" + input.stream() + " " + GoldenText.of(steps.run()));
      }
      memory.send(steps);
    }
  }

  private List<Minibatch> answers() {
    List<Minibatch> answers = memory.answers();
    answers.forEach(batch -> told.add(GoldenText.of(batch)));
    return answers;
  }

  @Override
  public void close() throws Exception {
    assembler.close();
    memory.close();
  }
}
