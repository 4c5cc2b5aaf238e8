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
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.jobs.start.InnermostCause;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import dev.cairn.schema.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A savepoint that needs records which Kafka has deleted since. */
class LostRecordsITCase {

  private static final int STEPS = 64;
  private static final String YAML =
      """
      space: lost
      tables:
        t:
          capacity: {items: 1000, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
          max_chunk_steps: 16
      topics: {partitions: 1}
      """;
  private static final TopicPartition INPUT =
      new TopicPartition(new Topics("lost").transitions(), 0);

  @TempDir private Path directory;

  @Test
  @Timeout(200)
  void restore_recordsGone_isRefusedOrCounted() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      CairnConfig config =
          ConfigFile.parse("test", YAML, null).withBootstrapServers(kafka.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
        admin.create(TopicPlan.of(config));
      }
      Path savepoint;
      long read;
      try (EmbeddedFlink flink = flink("one")) {
        JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)));
        write(config, "before", STEPS);
        savepoint = flink.savepoint(job, directory.resolve("savepoints"));
        read = end(config);
        write(config, "since", 2 * STEPS);
        flink.cancel(job);
      }
      long end = end(config);
      long oldest = read + (end - read) / 2;
      delete(config, oldest);

      assertThat(failure(config, savepoint))
          .startsWith("IllegalStateException: records that state goes on from must still be in")
          .contains("topic=" + INPUT.topic() + " partition=0 next_offset=" + read)
          .contains("oldest_offset=" + oldest + " end_offset=" + end)
          .contains("lost_records=" + (oldest - read) + ";");

      CairnConfig skipping =
          ConfigFile.over(config, Map.of("kafka", Map.of("auto.offset.reset", "earliest")))
              .withBootstrapServers(kafka.bootstrapServers());
      try (EmbeddedFlink flink = flink("three");
          TableInfo info = TableInfo.open("lost", config.kafka());
          CapturedLog log = new CapturedLog()) {
        flink.submit(env -> ReplayPipeline.build(env, skipping.pipeline(1)), savepoint);
        Published.await(
            info,
            "t",
            stats ->
                stats.getItems().getCreated() > STEPS && stats.getItems().getCreated() < 2 * STEPS);
        assertThat(log.text())
            .contains("going on without records", "lost_records=" + (oldest - read));
      }
    }
  }

  private String failure(CairnConfig config, Path savepoint) throws Exception {
    try (EmbeddedFlink flink = flink("two")) {
      JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)), savepoint);
      JobResult result = flink.result(job).get(90, TimeUnit.SECONDS);
      return result
          .getSerializedThrowable()
          .map(error -> error.deserializeError(getClass().getClassLoader()))
          .map(InnermostCause::of)
          .orElse("none");
    }
  }

  private EmbeddedFlink flink(String name) {
    return EmbeddedFlink.start(directory.resolve(name), 0, 1, Map.of());
  }

  private static void write(CairnConfig config, String stream, int created) throws Exception {
    Row nothing = new Row();
    Row step = new Row();
    try (TableInfo info = TableInfo.open("lost", config.kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka());
        TrajectoryWriter out =
            new TrajectoryWriter(WriterOptions.of("lost", stream, "t"), producer, info)) {
      assertThat(info.awaitTable("t", Duration.ofSeconds(90))).isTrue();
      out.begin(nothing);
      for (int n = 0; n < STEPS; n++) {
        out.append(step.scalar("rewards", (float) n), nothing, n == STEPS - 1, false);
      }
      out.flush();
      Published.await(info, "t", stats -> stats.getItems().getCreated() >= created);
    }
  }

  private static long end(CairnConfig config) {
    try (var consumer = KafkaClients.consumer(config.kafka())) {
      return consumer.endOffsets(List.of(INPUT)).getOrDefault(INPUT, -1L);
    }
  }

  /** What Kafka's retention does, at once. */
  private static void delete(CairnConfig config, long before) throws Exception {
    try (Admin admin = Admin.create(Map.copyOf(config.kafka()))) {
      admin
          .deleteRecords(Map.of(INPUT, RecordsToDelete.beforeOffset(before)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }
}
