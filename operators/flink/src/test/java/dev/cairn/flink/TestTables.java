package dev.cairn.flink;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import java.util.List;
import java.util.Map;

/** Tables that the tests use. */
final class TestTables {

  static final String SPACE = "test";

  static final Signature SIGNATURE =
      new Signature(
          List.of(
              new ColumnSpec("obs", DType.FLOAT32, List.of(2), true),
              new ColumnSpec("actions", DType.INT64, List.of(), false),
              new ColumnSpec("rewards", DType.FLOAT32, List.of(), false)));

  private TestTables() {}

  static TableSpec table(String name, int shards) {
    return table(name, shards, SamplerSpec.Takes.TD_ERROR);
  }

  static TableSpec table(String name, int shards, StorageUnit storage) {
    return table(name, shards, SamplerSpec.Takes.TD_ERROR, storage, AssemblySpec.DEFAULT);
  }

  static TableSpec table(String name, int shards, SamplerSpec.Takes takes) {
    return table(name, shards, takes, StorageUnit.SINGLE_STEPS, AssemblySpec.DEFAULT);
  }

  static TableSpec table(
      String name,
      int shards,
      SamplerSpec.Takes takes,
      StorageUnit storage,
      AssemblySpec assembly) {
    return new TableSpec(
        name,
        shards,
        4_000,
        1 << 20,
        SIGNATURE,
        storage,
        assembly,
        List.of(
            new TierSpec(0.9, 0.5, 0.2), new TierSpec(0.6, 0.3, 0.3), new TierSpec(0, 0.2, 0.5)),
        ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.Rank(1_000)),
        new SamplerSpec(SamplerSpec.Kind.PROPORTIONAL, true, takes, 0.6, 1e-6, 0),
        TableSpec.Overflow.DEMOTE,
        new LimiterSpec(1, Double.NaN, 0),
        64,
        32,
        2_048,
        1.0 / 3,
        1 << 16);
  }

  static PipelineSpec pipeline(TableSpec... tables) {
    return new PipelineSpec(
        SPACE, List.of(tables), Map.of("bootstrap.servers", "localhost:1"), 7, 3);
  }
}
