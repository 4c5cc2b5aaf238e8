package dev.cairn.jobs.bench;

import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The same chunks through Kafka alone: one producer, then one consumer, no service between. */
final class RawKafka {

  /**
   * Rates in transitions a second.
   *
   * @param produced acknowledged
   * @param consumed read, as bytes
   * @param bytesPerTransition on the wire
   */
  record Rates(double produced, double consumed, double bytesPerTransition) {}

  /** Less than the topic keeps: what is deleted before it was read would never come. */
  static final long MAX_BYTES = 400L << 20;

  private RawKafka() {}

  static Rates measure(String servers, BenchTable table, double seconds) {
    Chunks chunks = new Chunks(table);
    long bytes = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(servers, BenchTopics.RAW);
        KafkaProducer<byte[], byte[]> producer = Clients.producer(servers, 5)) {
      long start = System.nanoTime();
      long records = 0;
      while (System.nanoTime() - start < seconds * 1e9 && bytes < MAX_BYTES) {
        byte[] chunk = chunks.next();
        bytes += chunk.length;
        Clients.send(producer, BenchTopics.RAW, chunk);
        records++;
      }
      producer.flush();
      double produced = chunks.steps() / ((System.nanoTime() - start) / 1e9);
      start = System.nanoTime();
      long read = 0;
      while (read < records) {
        read += consumer.poll(Duration.ofMillis(100)).count();
      }
      double consumed = chunks.steps() / ((System.nanoTime() - start) / 1e9);
      return new Rates(produced, consumed, (double) bytes / chunks.steps());
    }
  }
}
