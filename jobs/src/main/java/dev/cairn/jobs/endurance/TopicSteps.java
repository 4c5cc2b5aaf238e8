package dev.cairn.jobs.endurance;

import dev.cairn.client.KafkaClients;
import dev.cairn.schema.Topics;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What stands on the topic of transitions: all that was ever acknowledged, whoever has died. */
final class TopicSteps {

  private static final Duration POLL = Duration.ofSeconds(1);

  private TopicSteps() {}

  /** Counts the steps up to the topic's end as it is now; a chunk that stands twice counts once. */
  static long count(String space, Map<String, String> kafka) {
    try (Consumer<byte[], byte[]> consumer = KafkaClients.consumer(kafka)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(new Topics(space).transitions()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Set<String> chunks = new HashSet<>();
      long steps = 0;
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TrajectoryChunk chunk = Wire.decode(record.value(), TrajectoryChunk.class);
          String key = chunk.getStream() + "/" + chunk.getIncarnation() + "/" + chunk.getChunk();
          steps += chunks.add(key) ? chunk.getSteps() : 0;
        }
      }
      return steps;
    }
  }
}
