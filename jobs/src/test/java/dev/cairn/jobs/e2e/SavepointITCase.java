package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.Row;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.Cairn;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A job that goes on from its savepoint with one table more and another one less. */
class SavepointITCase {

  private static final Duration WAIT = Duration.ofSeconds(90);
  private static final int STEPS = 64;
  private static final String TABLE =
      """
        %s:
          capacity: {items: 1000, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
          max_batch: 32
          max_chunk_steps: 16
      """;

  @TempDir private Path directory;

  private static String yaml(String... tables) {
    StringBuilder yaml = new StringBuilder("space: sp\ntables:\n");
    List.of(tables).forEach(table -> yaml.append(TABLE.formatted(table)));
    return yaml.toString();
  }

  private static CairnConfig config(String yaml, EmbeddedKafka kafka) {
    CairnConfig config =
        ConfigFile.parse("test", yaml, null).withBootstrapServers(kafka.bootstrapServers());
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      admin.create(TopicPlan.of(config));
    }
    return config;
  }

  @Test
  @Timeout(300)
  void job_fromASavepoint_addsATableAndRemovesAnother() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      CairnConfig before = config(yaml("kept", "old"), kafka);
      Path savepoint;
      try (EmbeddedFlink flink = flink("one")) {
        JobID job = flink.submit(env -> ReplayPipeline.build(env, before.pipeline(1)));
        write(before, "first", "kept", "old");
        savepoint = flink.savepoint(job, directory.resolve("savepoints"));
        flink.cancel(job);
      }
      assertRefused(kafka, savepoint);

      CairnConfig after = config(yaml("kept", "more") + "removed_tables: [old]\n", kafka);
      try (EmbeddedFlink flink = flink("two");
          TableInfo info = TableInfo.open("sp", after.kafka())) {
        JobID job = flink.submit(env -> ReplayPipeline.build(env, after.pipeline(1)), savepoint);
        Published.await(info, "kept", stats -> stats.getItems().getCreated() == STEPS);
        Published.await(info, "more", stats -> stats.getItems().getCreated() == 0);
        write(after, "second", "kept", "more");
        Published.await(info, "kept", stats -> stats.getItems().getCreated() == 2 * STEPS);
        Published.await(info, "kept", stats -> stats.getSteps().getDuplicates() == 0);
        // Nothing is left of the table that was removed: the line in the file can go.
        savepoint = flink.savepoint(job, directory.resolve("savepoints"));
        flink.cancel(job);
      }
      CairnConfig last = config(yaml("kept", "more"), kafka);
      try (EmbeddedFlink flink = flink("three");
          TableInfo info = TableInfo.open("sp", last.kafka())) {
        flink.submit(env -> ReplayPipeline.build(env, last.pipeline(1)), savepoint);
        Published.await(info, "more", stats -> stats.getItems().getCreated() == STEPS);
      }
    }
  }

  /** {@code cairn job} itself: what the file does not fit is one line. */
  private void assertRefused(EmbeddedKafka kafka, Path savepoint) throws Exception {
    Path file = Files.writeString(directory.resolve("without.yaml"), yaml("kept"));
    StringWriter err = new StringWriter();
    CommandLine command = Cairn.commandLine();
    command.setErr(new PrintWriter(err, true));

    int code =
        command.execute(
            "job",
            "--config",
            file.toString(),
            "--bootstrap-servers",
            kafka.bootstrapServers(),
            "--port",
            "0",
            "--dir",
            directory.resolve("refused").toString(),
            "--from-savepoint",
            savepoint.toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .startsWith("cairn: the job ended: IllegalStateException: restored state must be of")
        .contains("table=old shard=0")
        .contains("name it under removed_tables to delete its items");
  }

  private EmbeddedFlink flink(String name) {
    return EmbeddedFlink.start(directory.resolve(name), 0, 1, Map.of());
  }

  private static void write(CairnConfig config, String stream, String... tables) throws Exception {
    Row nothing = new Row();
    Row step = new Row();
    try (TableInfo info = TableInfo.open("sp", config.kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka());
        TrajectoryWriter out =
            new TrajectoryWriter(
                WriterOptions.of("sp", stream, tables[0]).withTables(List.of(tables)),
                producer,
                info)) {
      for (String table : tables) {
        assertThat(info.awaitTable(table, WAIT)).as("the job publishes").isTrue();
      }
      out.begin(nothing);
      for (int n = 0; n < STEPS; n++) {
        out.append(step.scalar("rewards", (float) n), nothing, n == STEPS - 1, false);
      }
      out.flush();
      for (String table : tables) {
        Published.await(info, table, stats -> stats.getItems().getCreated() >= STEPS);
      }
    }
  }
}
