package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import java.util.Map;
import java.util.Properties;

/**
 * Properties of the Kafka clients: ours, then the user's over them.
 *
 * <p>Producers retry for an hour, longer than any outage that is to be survived without a restart;
 * they send at once, for requests wait for answers; the largest request has room for the largest
 * minibatch of the tables.
 */
final class KafkaSettings {

  private static final long OUTAGE_MS = 3_600_000;
  private static final long MIN_REQUEST_BYTES = 1 << 20;

  private static final int SEND_BUFFER_BYTES = 2 << 20;

  /** Room for what Kafka adds to a record's value: batch and record headers. */
  private static final int RECORD_OVERHEAD = 512;

  private final Map<String, String> user;
  private final long maxRequestBytes;

  KafkaSettings(PipelineSpec spec) {
    this.user = spec.kafka();
    if (!user.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException(
          "kafka properties must name the brokers: bootstrap.servers=null;"
              + " set kafka.bootstrap.servers");
    }
    long largest = MIN_REQUEST_BYTES;
    for (TableSpec table : spec.tables()) {
      largest =
          Math.max(largest, OutboundEncoder.sizeBound(table, table.maxBatch()) + RECORD_OVERHEAD);
    }
    if (largest > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "the largest minibatch must be below 512 MB: bytes=" + largest + "; lower max_batch");
    }
    String set = user.get("max.request.size");
    this.maxRequestBytes = set == null ? largest : positive("max.request.size", set);
  }

  private static long positive(String name, String value) {
    if (!value.matches("[0-9]{1,9}") || Long.parseLong(value) <= RECORD_OVERHEAD) {
      throw new IllegalArgumentException(
          "kafka." + name + " must be a number of bytes above " + RECORD_OVERHEAD + ": " + value);
    }
    return Long.parseLong(value);
  }

  /** Largest value that a producer takes. */
  int maxValueBytes() {
    return Math.toIntExact(maxRequestBytes - RECORD_OVERHEAD);
  }

  /**
   * Whether to go on without records that Kafka deleted before they were read, as {@code
   * auto.offset.reset: earliest} says; else the job fails.
   *
   * @throws IllegalArgumentException when it is set to anything else
   */
  boolean skipLost() {
    String set = user.get("auto.offset.reset");
    if (set != null && !set.equals("earliest")) {
      throw new IllegalArgumentException(
          "kafka.auto.offset.reset must be earliest, to go on without records that are gone, or not"
              + " be set, to refuse that: "
              + set);
    }
    return set != null;
  }

  /** Properties of every source. */
  Properties consumer(String defaultGroup) {
    Properties properties = new Properties();
    properties.setProperty("group.id", defaultGroup);
    properties.setProperty("partition.discovery.interval.ms", "60000");
    properties.putAll(user);
    return properties;
  }

  /**
   * Properties of the sink of minibatches. A record above {@code batch.size} gets a buffer of its
   * own, which is allocated and zeroed for it; one below gets one of those that were used before.
   */
  Properties minibatchProducer() {
    Properties properties = producer(0);
    if (!user.containsKey("buffer.memory")) {
      properties.putIfAbsent("batch.size", Long.toString(maxRequestBytes));
    }
    return properties;
  }

  /** Properties of every sink. */
  Properties producer(int lingerMs) {
    Properties properties = new Properties();
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    properties.setProperty("delivery.timeout.ms", Long.toString(OUTAGE_MS));
    properties.setProperty("max.block.ms", Long.toString(OUTAGE_MS));
    properties.setProperty("linger.ms", Integer.toString(lingerMs));
    properties.setProperty("max.request.size", Long.toString(maxRequestBytes));
    properties.setProperty(
        "buffer.memory", Long.toString(Math.max(32L << 20, 4 * maxRequestBytes)));
    // A socket that takes little at a time has the rest of a large record copied again each time.
    properties.setProperty("send.buffer.bytes", Integer.toString(SEND_BUFFER_BYTES));
    properties.putAll(user);
    return properties;
  }
}
