package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.ItemView;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.ShardContents;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Savepoints of every released version: each is read and goes on as it did in the version that
 * wrote it. See CONTRIBUTING.md, "State is for ever".
 *
 * <p>In the folder of a version are the savepoint ({@code _metadata}), a minibatch whose feedback
 * comes after the restore ({@code unanswered.bin}), every item in it ({@code items.txt}), and what
 * comes out after it ({@code after.txt}).
 */
class GoldenSavepointTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @ParameterizedTest
  @ValueSource(strings = {"0.1.0", "0.2.0", "0.3.0"})
  void read_items_areThoseThatWereWritten(String version) throws Exception {
    Path savepoint = GOLDEN.resolve(version);

    assertThat(items(savepoint)).isEqualTo(Files.readAllLines(savepoint.resolve("items.txt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1.0", "0.2.0", "0.3.0"})
  void restore_goesOn_asIfItHadNeverStopped(String version) throws Exception {
    Path savepoint = GOLDEN.resolve(version);
    Minibatch unanswered =
        Wire.decode(Files.readAllBytes(savepoint.resolve("unanswered.bin")), Minibatch.class);

    try (GoldenStory story = new GoldenStory(savepoint)) {
      assertThat(story.after(unanswered))
          .isEqualTo(Files.readAllLines(savepoint.resolve("after.txt")));
    }
  }

  /** Writes the savepoint of a new version; one that is there is never written again. */
  @Test
  @EnabledIfSystemProperty(named = "cairn.golden.version", matches = ".+")
  void write_newVersion() throws Exception {
    Path savepoint = GOLDEN.resolve(System.getProperty("cairn.golden.version"));
    assertThat(savepoint.resolve("_metadata")).as("what is released stays as it is").doesNotExist();
    Files.createDirectories(savepoint);
    try (GoldenStory story = new GoldenStory(null)) {
      Minibatch unanswered = story.before();
      story.writeTo(savepoint);
      Files.write(savepoint.resolve("unanswered.bin"), Wire.encode(unanswered));
      Files.write(savepoint.resolve("after.txt"), story.after(unanswered));
    }
    Files.write(savepoint.resolve("items.txt"), items(savepoint));
  }

  private static List<String> items(Path savepoint) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);
    List<String> shards =
        StoredShards.read(
            env,
            savepoint.toAbsolutePath().toString(),
            GoldenStory.SPEC.tables(),
            GoldenSavepointTest::text);
    return shards.stream().sorted().flatMap(String::lines).toList();
  }

  private static String text(TableSpec table, int shard, ReplayShard.Blocks blocks, byte[] header) {
    ShardContents contents = ShardContents.of(table, shard, blocks, header);
    List<String> lines = new ArrayList<>();
    contents.forEach(item -> lines.add(text(table, shard, contents, item)));
    return String.join("\n", lines);
  }

  private static String text(TableSpec table, int shard, ShardContents contents, ItemView item) {
    int payload =
        contents.payload(item.slot()).stream()
            .mapToInt(column -> Arrays.hashCode(column.data()))
            .reduce(0, (hash, next) -> 31 * hash + next);
    return table.name()
        + "/"
        + shard
        + " slot="
        + item.slot()
        + " id="
        + item.id()
        + " tier="
        + item.tier()
        + " priority="
        + item.priority()
        + " importance="
        + item.importance()
        + " drawable="
        + (item.weight() > 0)
        + " sampled="
        + item.timesSampled()
        + " inserted="
        + item.insertedMs()
        + " version="
        + item.policyVersion()
        + " payload="
        + payload;
  }
}
