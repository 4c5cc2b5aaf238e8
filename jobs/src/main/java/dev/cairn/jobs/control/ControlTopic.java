package dev.cairn.jobs.control;

import dev.cairn.client.KafkaClients;
import dev.cairn.flink.ChangesInForce;
import dev.cairn.jobs.start.StartException;
import dev.cairn.schema.Control;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import dev.cairn.schema.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The topic of control records. Its key is the table, or {@code *} for all: the last record of a
 * key holds everything that is in force for it, so that compaction loses nothing. Not thread-safe.
 */
public final class ControlTopic implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Topics topics;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> records;
  private final Consumer<byte[], byte[]> deadLetters;

  /**
   * Only dead letters that come after this are looked at.
   *
   * @param kafka client properties; {@code bootstrap.servers} is required
   * @throws StartException when the topics do not exist
   */
  public ControlTopic(String space, Map<String, ?> kafka) {
    topics = new Topics(space);
    producer = KafkaClients.producer(kafka);
    records = KafkaClients.consumer(kafka);
    deadLetters = KafkaClients.consumer(kafka);
    try {
      assign(records, topics.control());
      List<TopicPartition> letters = assign(deadLetters, topics.deadLetters());
      deadLetters.seekToEnd(letters);
      letters.forEach(deadLetters::position);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static List<TopicPartition> assign(Consumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      throw new StartException(
          "the topic does not exist: topic=" + topic + "; make it with cairn topics create");
    }
    infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    consumer.assign(partitions);
    return partitions;
  }

  /** Name of the topic. */
  public String name() {
    return topics.control();
  }

  /** The last record of each key, oldest version first; what does not decode is passed over. */
  public Map<String, Control> inForce() {
    Map<String, Control> last = new LinkedHashMap<>();
    records.seekToBeginning(records.assignment());
    Map<TopicPartition, Long> ends = records.endOffsets(records.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> records.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : records.poll(POLL)) {
        Control control = decoded(record.value());
        if (control != null) {
          last.remove(ChangesInForce.keyOf(control));
          last.put(ChangesInForce.keyOf(control), control);
        }
      }
    }
    return last;
  }

  private static @Nullable Control decoded(byte @Nullable [] value) {
    try {
      return value == null ? null : Wire.decode(value, Control.class);
    } catch (WireException e) {
      return null;
    }
  }

  /** Publishes a record; returns its offset once the broker has it. */
  public long publish(Control control) throws InterruptedException {
    byte[] key = ChangesInForce.keyOf(control).getBytes(StandardCharsets.UTF_8);
    try {
      RecordMetadata written =
          producer.send(new ProducerRecord<>(topics.control(), key, Wire.encode(control))).get();
      return written.offset();
    } catch (ExecutionException e) {
      throw new StartException(
          "the change cannot be published: topic=" + topics.control() + " (" + e.getCause() + ")",
          e);
    }
  }

  /** Why the job refused the record at that offset; null when it has not (yet). */
  public @Nullable String refusal(long offset) {
    for (ConsumerRecord<byte[], byte[]> record : deadLetters.poll(Duration.ofMillis(50))) {
      DeadLetter letter = Wire.decode(record.value(), DeadLetter.class);
      if (letter.getTopic().equals(topics.control()) && letter.getOffset() == offset) {
        return letter.getDetail();
      }
    }
    return null;
  }

  @Override
  public void close() {
    producer.close();
    records.close();
    deadLetters.close();
  }
}
