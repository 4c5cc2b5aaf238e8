package dev.cairn.replay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The bytes in which a shard is stored, of every released version: header, blocks of the index,
 * segment. See CONTRIBUTING.md, "State is for ever".
 */
class GoldenShardTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** The version whose format is written. */
  private static final String WRITTEN = "0.3.0";

  /** Every version whose format is read. */
  private static final List<String> READ = List.of("0.1.0", "0.2.0", "0.3.0");

  private static final long NOW = 1_000_000;

  /** The two layouts of the index. */
  enum Kind {
    STEPS(StorageUnit.SINGLE_STEPS),
    SEQUENCES(
        new StorageUnit.Sequences(4, 2, 1, StorageUnit.Boundary.PAD, StorageUnit.FirstState.KEPT));

    final TableSpec spec;

    Kind(StorageUnit storage) {
      TableSpec base =
          Tables.table(
              20,
              1 << 20,
              Tables.THREE_TIERS,
              Tables.BY_TD_ERROR,
              Tables.PRIORITIES,
              TableSpec.Overflow.DEMOTE,
              new LimiterSpec(1, 1, 100));
      spec = Tables.with(base, base.signature(), storage, 1 << 20);
    }

    Run run() {
      Run steps = Runs.of(1, 6, k -> k / 8.0, k -> k % 2 == 0 ? k / 4.0 : Double.NaN);
      return this == STEPS
          ? steps
          : new Run(
              steps.policyVersion(),
              steps.episode(),
              steps.firstStep(),
              steps.steps(),
              steps.terminated(),
              steps.truncated(),
              steps.payload(),
              new long[] {1, 3},
              new int[] {0, 2},
              new int[] {4, 4},
              new float[] {Float.NaN, 0.5f});
    }
  }

  private static ReplayShard.Blocks blocks() {
    return new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
  }

  /** Items drawn and updated, and a request that waits. */
  private static ReplayShard shard(Kind kind, ReplayShard.Blocks blocks) {
    ReplayShard shard = ReplayShard.create(kind.spec, 0, 7, blocks, NOW);
    shard.insert(kind.run(), NOW + 1);
    shard.count(new StepCounts(5, 6, 6, 0, 0, 0, 0), NOW + 1);
    shard.request(new SampleRequest("a", 1, 4, 1, 2, NOW + 100, false), NOW + 2);
    DrawnBatch batch = requireNonNull(shard.poll(NOW + 2));
    shard.update(
        new PriorityUpdates(
            batch.attempt(),
            batch.sequence(),
            batch.slots(),
            batch.ids(),
            new float[] {0.75f, 0.25f, 3, Float.NaN},
            9,
            NOW + 2),
        NOW + 3);
    for (int request = 2; request < 4; request++) {
      shard.request(new SampleRequest("b", request, 64, 0.5, 3, NOW + 100, false), NOW + 3);
    }
    requireNonNull(shard.poll(NOW + 3));
    assertThat(shard.poll(NOW + 3)).as("the limiter has it wait").isNull();
    return shard;
  }

  private static Map<String, byte[]> files(Kind kind) {
    ReplayShard.Blocks blocks = blocks();
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("header", shard(kind, blocks).snapshot());
    files.put("segment", requireNonNull(blocks.segments().get(0)));
    files.put("fixed", requireNonNull(blocks.fixed().get(0)));
    files.put("changing", requireNonNull(blocks.changing().get(0)));
    return files;
  }

  private static Path file(String version, Kind kind, String name) {
    return GOLDEN.resolve(version).resolve(kind.name().toLowerCase(Locale.ROOT) + "." + name);
  }

  @ParameterizedTest
  @EnumSource
  void snapshot_writesTheFormatOfItsVersion(Kind kind) throws IOException {
    for (Map.Entry<String, byte[]> written : files(kind).entrySet()) {
      assertThat(written.getValue())
          .as(written.getKey())
          .isEqualTo(Files.readAllBytes(file(WRITTEN, kind, written.getKey())));
    }
  }

  @ParameterizedTest
  @EnumSource
  void restore_everyVersion_isTheShardThatWasStored(Kind kind) throws IOException {
    ReplayShard never = shard(kind, blocks());
    for (String version : READ) {
      ReplayShard.Blocks blocks = blocks();
      blocks.segments().put(0, Files.readAllBytes(file(version, kind, "segment")));
      blocks.fixed().put(0, Files.readAllBytes(file(version, kind, "fixed")));
      blocks.changing().put(0, Files.readAllBytes(file(version, kind, "changing")));
      byte[] header = Files.readAllBytes(file(version, kind, "header"));

      List<ItemView> items = new ArrayList<>();
      ShardContents.of(kind.spec, 0, blocks, header).forEach(items::add);
      ReplayShard.Blocks expectedBlocks = blocks();
      byte[] expectedHeader = shard(kind, expectedBlocks).snapshot();
      List<ItemView> expected = new ArrayList<>();
      ShardContents.of(kind.spec, 0, expectedBlocks, expectedHeader).forEach(expected::add);
      assertThat(items).isEqualTo(expected).hasSize(kind.run().ids().length);

      ReplayShard restored = ReplayShard.restore(kind.spec, 0, blocks, header, NOW + 4);
      ShardStats stats = restored.publish(NOW + 4, false);
      ShardStats wanted = never.publish(NOW + 4, false);
      assertThat(stats.items()).isEqualTo(wanted.items());
      assertThat(stats.steps()).isEqualTo(wanted.steps());
      assertThat(stats.updates()).isEqualTo(wanted.updates());
      assertThat(stats.totals()).isEqualTo(wanted.totals());
      assertThat(stats.waitingRequests()).isEqualTo(1);
      PayloadChecks.check(restored.routing(), (MapBlockStore) blocks.segments());
    }
  }

  /** Writes the files of a new version; those that are there are never written again. */
  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "cairn.golden.version", matches = ".+")
  void write_newVersion(Kind kind) throws IOException {
    String version = System.getProperty("cairn.golden.version");
    Files.createDirectories(GOLDEN.resolve(version));
    for (Map.Entry<String, byte[]> each : files(kind).entrySet()) {
      Path file = file(version, kind, each.getKey());
      assertThat(file).as("what is released stays as it is").doesNotExist();
      Files.write(file, each.getValue());
    }
  }
}
