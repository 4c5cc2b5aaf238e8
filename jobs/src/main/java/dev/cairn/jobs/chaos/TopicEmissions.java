package dev.cairn.jobs.chaos;

import dev.cairn.client.KafkaClients;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Writes down every minibatch that lies on its topic, those that readers drop included. */
final class TopicEmissions {

  private static final Duration POLL = Duration.ofMillis(200);

  private TopicEmissions() {}

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
