package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.Cairn;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.control.ControlTopic;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code cairn control} where nobody answers. */
class ControlWithoutAJobITCase {

  private static final String YAML =
      """
      space: alone
      tables:
        a:
          shards: 2
          capacity: {items: 3000, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
      """;

  @TempDir private Path directory;

  @Test
  @Timeout(200)
  void set_nobodyAcknowledges_isOneLineAndExitCode1() throws Exception {
    Path file = Files.writeString(directory.resolve("alone.yaml"), YAML);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      CairnConfig config =
          ConfigFile.parse("test", YAML, null).withBootstrapServers(kafka.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
        admin.create(TopicPlan.of(config));
      }
      StringWriter err = new StringWriter();
      CommandLine command = Cairn.commandLine();
      command.setErr(new PrintWriter(err, true));

      int code =
          command.execute(
              "control",
              "set",
              "--config",
              file.toString(),
              "--bootstrap-servers",
              kafka.bootstrapServers(),
              "--timeout",
              "1",
              "--table",
              "a",
              "sampler.alpha=0.7");

      assertThat(code).isEqualTo(1);
      assertThat(err.toString().lines())
          .containsExactly(
              "cairn: no shard acknowledged version 1 in 1 s: missing=[a/0, a/1]; is the job"
                  + " running? the change stays on alone.control and is put in force once it is"
                  + " read, or revoked");
      try (ControlTopic topic = new ControlTopic("alone", config.kafka())) {
        assertThat(topic.inForce()).containsOnlyKeys("a");
      }
    }
  }
}
