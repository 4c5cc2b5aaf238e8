package dev.cairn.client;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka clients of raw bytes with defaults that suit workers and learners. */
public final class KafkaClients {

  private KafkaClients() {}

  /**
   * A producer: idempotent, all acknowledgements, no linger, records to 8 MiB, retries for 10
   * minutes.
   *
   * @param kafka passed through and stronger than the defaults; {@code bootstrap.servers} required
   */
  public static Producer<byte[], byte[]> producer(Map<String, ?> kafka) {
    Map<String, Object> all = new HashMap<>();
    all.put("acks", "all");
    all.put("enable.idempotence", true);
    all.put("linger.ms", 0);
    all.put("max.request.size", 8 << 20);
    all.put("delivery.timeout.ms", 600_000);
    all.putAll(kafka);
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A consumer without a group: the caller assigns partitions. */
  public static Consumer<byte[], byte[]> consumer(Map<String, ?> kafka) {
    Map<String, Object> all = new HashMap<>();
    all.put("enable.auto.commit", false);
    all.put("auto.offset.reset", "latest");
    // Asking for a topic that is not there yet must not make one with the broker's defaults.
    all.put("allow.auto.create.topics", false);
    all.put("fetch.max.bytes", 64 << 20);
    all.put("max.partition.fetch.bytes", 16 << 20);
    all.putAll(kafka);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
