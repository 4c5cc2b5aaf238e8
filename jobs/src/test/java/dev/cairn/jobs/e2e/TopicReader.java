package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.schema.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning. */
final class TopicReader<T extends SpecificRecord> implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Class<T> type;
  private final List<T> records = new ArrayList<>();

  TopicReader(String servers, String topic, Class<T> type) {
    this(Map.of("bootstrap.servers", servers), topic, type);
  }

  TopicReader(Map<String, String> kafka, String topic, Class<T> type) {
    this.type = type;
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("auto.offset.reset", "earliest");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Everything read so far, once it satisfies the condition; fails after 90 s. */
  List<T> until(String what, Predicate<List<T>> condition) {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.test(records)) {
      assertThat(System.nanoTime()).as("in 90 s: %s, of %s", what, records).isLessThan(end);
      consumer
          .poll(Duration.ofMillis(100))
          .forEach(polled -> records.add(Wire.decode(polled.value(), type)));
    }
    return List.copyOf(records);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
