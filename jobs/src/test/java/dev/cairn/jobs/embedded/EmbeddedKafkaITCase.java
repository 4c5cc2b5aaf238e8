package dev.cairn.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaITCase {

  @TempDir private Path directory;

  @Test
  void restart_sameDirectory_keepsWhatWasSent() throws Exception {
    CairnConfig config = ConfigFile.load(null, null);
    List<TopicPlan> plans = TopicPlan.of(config);
    String topic = "cairn-demo.transitions";
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      CairnConfig here = config.withBootstrapServers(kafka.bootstrapServers());
      topicsAreMadeAndChecked(here, plans);
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>(topic, 0, "k", "kept")).get();
      }
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
        KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(
                Map.of(
                    "bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      List<String> values = new ArrayList<>();
      for (int i = 0; i < 100 && values.isEmpty(); i++) {
        for (ConsumerRecord<String, String> polled : consumer.poll(Duration.ofMillis(100))) {
          values.add(polled.value());
        }
      }
      assertThat(values).containsExactly("kept");
    }
  }

  private static void topicsAreMadeAndChecked(CairnConfig config, List<TopicPlan> plans)
      throws Exception {
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      assertThat(admin.deviations(plans))
          .hasSize(plans.size())
          .allMatch(l -> l.contains("missing"));
      try (Admin raw = Admin.create(Map.of("bootstrap.servers", bootstrap(config)))) {
        NewTopic other = new NewTopic("cairn-demo.stats", 1, (short) 1);
        other.configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "1000"));
        raw.createTopics(List.of(other)).all().get();
      }

      List<String> made = admin.create(plans);

      assertThat(made).hasSize(plans.size() - 1).doesNotContain("cairn-demo.stats");
      assertThat(admin.deviations(plans))
          .containsExactlyInAnyOrder(
              "differs from the configuration: topic=cairn-demo.stats cleanup.policy=compact"
                  + " (wanted: delete)",
              "differs from the configuration: topic=cairn-demo.stats max.message.bytes=1000"
                  + " (wanted: at least 1048576)");
    }
  }

  private static String bootstrap(CairnConfig config) {
    return config.kafka().getOrDefault("bootstrap.servers", "");
  }

  @Test
  void start_portInUse_isOneReadableLine() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, socket.getLocalPort()))
          .hasMessageStartingWith("the port is in use: kafka port=" + socket.getLocalPort())
          .isInstanceOfSatisfying(StartException.class, e -> assertThat(e.lines()).hasSize(1));
    }
  }

  @Test
  void start_directoryIsAFile_isOneReadableLine() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> EmbeddedKafka.start(file, 0))
        .isInstanceOf(StartException.class)
        .hasMessage("must be a directory, but is a file: path=" + file);
  }
}
