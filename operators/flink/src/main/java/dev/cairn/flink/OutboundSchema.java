package dev.cairn.flink;

import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Kafka records, with the partition set explicitly where one is named.
 *
 * <p>A record for a partition that the topic does not have (a request with a wrong mailbox) is
 * dropped, counted as {@code wrongPartition} and logged: the producer would block the whole job on
 * it until its time-out. Partitions are looked up once a topic, so that partitions added later are
 * seen after a restart.
 */
final class OutboundSchema implements KafkaRecordSerializationSchema<OutboundRecord> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(OutboundSchema.class);

  private transient @Nullable Counter wrongPartition;

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    wrongPartition =
        context.getMetricGroup().addGroup(ShardMetrics.GROUP).counter("wrongPartition");
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      OutboundRecord outbound, KafkaSinkContext sink, @Nullable Long timestamp) {
    if (outbound.partition() == OutboundRecord.BY_KEY) {
      return new ProducerRecord<>(outbound.topic(), outbound.key(), outbound.value());
    }
    int partitions = sink.getPartitionsForTopic(outbound.topic()).length;
    if (outbound.partition() >= partitions) {
      countWrong(outbound, partitions);
      return null;
    }
    return new ProducerRecord<>(
        outbound.topic(), outbound.partition(), outbound.key(), outbound.value());
  }

  private void countWrong(OutboundRecord outbound, int partitions) {
    Counter counter = wrongPartition;
    if (counter == null) {
      return;
    }
    counter.inc();
    // Powers of two: a reader that insists must not fill the log.
    if (Long.bitCount(counter.getCount()) == 1) {
      LOG.warn(
          "event=wrong_mailbox topic={} mailbox={} partitions={} dropped={} why=\"a mailbox must be a"
              + " partition of the topic: create it with more partitions and restart the job\"",
          outbound.topic(),
          outbound.partition(),
          partitions,
          counter.getCount());
    }
  }
}
