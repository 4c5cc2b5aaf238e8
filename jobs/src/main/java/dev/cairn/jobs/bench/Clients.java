package dev.cairn.jobs.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka clients on bytes. What a producer loses is counted: it would make the figures wrong. */
final class Clients {

  /** Of the largest answer that is measured there is room for two. */
  static final int MAX_RECORD_BYTES = 24 << 20;

  private static final AtomicLong LOST = new AtomicLong();

  private Clients() {}

  /** Sends to partition 0 without waiting. */
  static void send(KafkaProducer<byte[], byte[]> producer, String topic, byte[] value) {
    send(producer, new ProducerRecord<>(topic, 0, null, value));
  }

  /** Sends without waiting. */
  static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    var unused =
        producer.send(record, (metadata, failure) -> LOST.addAndGet(failure == null ? 0 : 1));
  }

  static void requireNothingLost() {
    if (LOST.get() > 0) {
      throw new IllegalStateException("every record must be sent: lost=" + LOST.get());
    }
  }

  /** A producer; records wait up to {@code lingerMs} for others. */
  static KafkaProducer<byte[], byte[]> producer(String servers, int lingerMs) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            servers,
            "linger.ms",
            lingerMs,
            "batch.size",
            128 << 10,
            "max.request.size",
            MAX_RECORD_BYTES),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A consumer of partition 0 from its end. */
  static KafkaConsumer<byte[], byte[]> consumer(String servers, String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            // As the clients' readers fetch.
            Map.of(
                "bootstrap.servers",
                servers,
                "fetch.max.bytes",
                64 << 20,
                "max.partition.fetch.bytes",
                16 << 20),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
    consumer.assign(partition);
    consumer.seekToEnd(partition);
    consumer.position(partition.get(0));
    return consumer;
  }
}
