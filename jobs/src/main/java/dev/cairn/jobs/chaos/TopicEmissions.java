package dev.cairn.jobs.chaos;

import dev.cairn.client.KafkaClients;
import dev.cairn.jobs.start.StartException;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** Writes down every minibatch that lies on its topic, those that readers drop included. */
final class TopicEmissions {

  private static final Duration POLL = Duration.ofMillis(200);

  private TopicEmissions() {}

  /**
   * Lets the topic keep everything, so that it can be read at the end.
   *
   * @param kafka client properties
   */
  static void keep(Map<String, String> kafka) {
    ConfigResource topic =
        new ConfigResource(
            ConfigResource.Type.TOPIC, new Topics(ChaosTable.SPACE).minibatches(ChaosTable.NAME));
    List<AlterConfigOp> changes =
        Stream.of("retention.ms", "retention.bytes")
            .map(name -> new AlterConfigOp(new ConfigEntry(name, "-1"), AlterConfigOp.OpType.SET))
            .toList();
    try (Admin admin = Admin.create(new HashMap<>(kafka))) {
      admin.incrementalAlterConfigs(Map.of(topic, changes)).all().get();
    } catch (ExecutionException e) {
      throw new StartException("the topic was not changed: topic=" + topic.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while a topic was changed", e);
    }
  }

  /**
   * Reads the topic of the table from its beginning to the end that it has now.
   *
   * @param folder of the histories
   * @param kafka client properties
   */
  static void write(Path folder, Map<String, ?> kafka) {
    String topic = new Topics(ChaosTable.SPACE).minibatches(ChaosTable.NAME);
    try (HistoryFile history = HistoryFile.begin(folder, "topic");
        Consumer<byte[], byte[]> consumer = KafkaClients.consumer(kafka)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> left = new HashMap<>(consumer.endOffsets(partitions));
      while (!left.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          history.append(emitted(Wire.decode(record.value(), Minibatch.class)));
        }
        left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    }
  }

  private static Event.Emitted emitted(Minibatch batch) {
    return new Event.Emitted(
        batch.getDrawnMs(),
        batch.getTable(),
        batch.getShard(),
        batch.getAttempt(),
        batch.getSequence(),
        batch.getLearner(),
        batch.getRequest());
  }
}
