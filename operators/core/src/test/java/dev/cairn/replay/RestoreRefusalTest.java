package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers and blocks that a shard cannot be restored from. */
class RestoreRefusalTest {

  private static final long NOW = ReplayShardRestoreTest.NOW;
  private static final TableSpec SPEC = ReplayShardRestoreTest.SPEC;

  @Test
  void restore_unknownVersion_isRefused() {
    byte[] header = ReplayShard.create(SPEC, 0, 5, ReplayShardRestoreTest.empty(), NOW).snapshot();
    header[5] = 99;
    refuses(SPEC, header, "version=99");
    header[0] = 0;
    refuses(SPEC, header, "magic");
  }

  @Test
  void restore_truncatedHeader_isRefused() {
    byte[] header = ReplayShard.create(SPEC, 0, 5, ReplayShardRestoreTest.empty(), NOW).snapshot();
    for (int length = 0; length < header.length; length += 7) {
      refuses(SPEC, Arrays.copyOf(header, length), "bytes=" + length);
    }
  }

  @Test
  void restore_otherSignature_isRefusedWithBoth() {
    byte[] header = ReplayShard.create(SPEC, 0, 5, ReplayShardRestoreTest.empty(), NOW).snapshot();
    TableSpec other =
        new TableSpec(
            SPEC.name(),
            1,
            500,
            1 << 30,
            new Signature(List.of(new ColumnSpec("rewards", DType.FLOAT64, List.of(), false))),
            StorageUnit.SINGLE_STEPS,
            AssemblySpec.DEFAULT,
            SPEC.tiers(),
            SPEC.importance(),
            SPEC.sampler(),
            SPEC.overflow(),
            SPEC.limiter(),
            64,
            20,
            2048,
            0.3,
            1);
    refuses(other, header, "stored=obs FLOAT32[3] observation");
    refuses(other, header, "configured=rewards FLOAT64[]");
  }

  @Test
  void restore_otherShardCount_isRefused() {
    byte[] header = ReplayShard.create(SPEC, 0, 5, ReplayShardRestoreTest.empty(), NOW).snapshot();
    TableSpec other =
        new TableSpec(
            SPEC.name(),
            2,
            500,
            1 << 30,
            SPEC.signature(),
            SPEC.storage(),
            SPEC.assembly(),
            SPEC.tiers(),
            SPEC.importance(),
            SPEC.sampler(),
            SPEC.overflow(),
            SPEC.limiter(),
            64,
            20,
            2048,
            0.3,
            1);
    refuses(other, header, "shards=1 expected=2");
  }

  private static void refuses(TableSpec spec, byte[] header, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReplayShard.restore(spec, 0, ReplayShardRestoreTest.empty(), header, NOW))
        .withMessageContaining(reason);
  }

  @Test
  void restore_blockIsMissing_isRefused() {
    ReplayShard.Blocks blocks = ReplayShardRestoreTest.empty();
    ReplayShard shard = ReplayShard.create(SPEC, 0, 5, blocks, NOW);
    ReplayShardRestoreTest.play(shard, 1, 1, 50);
    byte[] header = shard.snapshot();
    ReplayShard.Blocks damaged = ReplayShardRestoreTest.copy(blocks);
    damaged.changing().remove(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReplayShard.restore(SPEC, 0, damaged, header, NOW))
        .withMessageContaining("blocks=changing number=0");
    ReplayShard.Blocks cut =
        new ReplayShard.Blocks(new MapBlockStore(), blocks.fixed(), blocks.changing());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReplayShard.restore(SPEC, 0, cut, header, NOW))
        .withMessageContaining("segment=");
  }
}
