package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.Row;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The job itself goes on from the savepoint of every frozen version, at another parallelism, with
 * fewer tiers and half the capacity. What is in the savepoints: {@code GoldenSavepointTest}.
 */
class GoldenSavepointITCase {

  private static final Path GOLDEN = Path.of("../operators/flink/src/test/resources/golden");
  private static final int STEPS = 8;
  private static final String TABLE =
      """
        %s:
          shards: %d
          capacity: {items: %d, bytes: 1 MiB}
          columns:
            obs: {dtype: float32, shape: [2], observation: true}
            actions: {dtype: int64}
            rewards: {dtype: float32}
          tiers:
            - {threshold: 0.5, share: 0.5, capacity_share: 0.5}
            - {share: 0.5, capacity_share: 0.5}
          max_batch: 16
          max_chunk_steps: 8
          segment_bytes: 2 KiB
          cache_bytes: 64 KiB
      """;
  private static final String YAML =
      "space: golden\ntables:\n"
          + TABLE.formatted("steps", 2, 40)
          + """
              importance:
                mix:
                  - {weight: 0.8, scorer: td_error, normaliser: rank, window: 100}
                  - {weight: 0.2, scorer: density, column: obs, bits: 4, half_life: 50, normaliser: minmax}
          """
          + TABLE.formatted("sequences", 1, 60)
          + "    storage: {unit: sequences, length: 8, period: 4, burn_in: 2, boundary: carry}\n"
          + "    importance: {scorer: td_error, normaliser: live_rank}\n"
          + "    sampler: {kind: rank, takes: priority}\n"
          + TABLE.formatted("held", 1, 60)
          + "    storage: {unit: timesteps, n_steps: 1, max_n_steps: 4, gamma: 0.9, hold:"
          + " episode}\n"
          + "    importance: {scorer: episode_return, normaliser: minmax}\n";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"0.1.0", "0.2.0", "0.3.0"})
  @Timeout(300)
  void job_fromAFrozenSavepoint_goesOnWithFewerTiersAndLess(String version) throws Exception {
    Path savepoint = GOLDEN.resolve(version);
    assertThat(Files.readAllLines(savepoint.resolve("items.txt")))
        .as("as many as half of it is evicted")
        .filteredOn(line -> line.startsWith("steps/"))
        .hasSize(80);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        EmbeddedFlink flink = EmbeddedFlink.start(directory.resolve("flink"), 0, 2, Map.of())) {
      CairnConfig config =
          ConfigFile.parse("test", YAML, null).withBootstrapServers(kafka.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
        admin.create(TopicPlan.of(config));
      }
      JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)), savepoint);
      try (TableInfo info = TableInfo.open("golden", config.kafka())) {
        assertThat(info.awaitTable("steps", Duration.ofSeconds(90))).isTrue();
        Published.await(info, "steps", stats -> stats.getItems().getLive() <= 20);
        Ledgers steps = Ledgers.of(info.shards("steps"));
        assertThat(steps.tiers()).as("both are full").containsExactly(20L, 20L);
        Published.await(info, "sequences", stats -> stats.getItems().getLive() == 4);

        write(config, info);
        long created = steps.items().created() + STEPS;
        Published.await(info, "steps", stats -> true);
        while (Ledgers.of(info.shards("steps")).items().created() < created) {
          Published.await(info, "steps", stats -> true);
        }
        Ledgers after = Ledgers.of(info.shards("steps"));
        assertThat(after.items().created()).isEqualTo(created);
        assertThat(after.imbalances(after.steps().received() - after.steps().duplicates()))
            .isEmpty();
      }
      assertThat(flink.status(job).get()).isEqualTo(JobStatus.RUNNING);
    }
  }

  private static void write(CairnConfig config, TableInfo info) throws Exception {
    try (Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka());
        TrajectoryWriter out =
            new TrajectoryWriter(WriterOptions.of("golden", "new", "steps"), producer, info)) {
      Row observation = new Row().floats("obs", 0, 0);
      out.begin(observation);
      for (int n = 0; n < STEPS; n++) {
        Row step = new Row().scalar("actions", (long) n).scalar("rewards", 1f);
        out.append(step, observation, false, false);
      }
      out.flush();
    }
  }
}
