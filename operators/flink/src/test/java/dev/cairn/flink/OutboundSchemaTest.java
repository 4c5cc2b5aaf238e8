package dev.cairn.flink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OutboundSchemaTest {

  private final OutboundSchema schema = new OutboundSchema();
  private final KafkaSinkContext sink = new FixedPartitions(Map.of("t", 3));

  @Test
  void serialize_withPartition_setsIt() {
    ProducerRecord<byte[], byte[]> record =
        requireNonNull(
            schema.serialize(new OutboundRecord("t", 2, null, new byte[] {1}), sink, 5L));

    assertThat(record.topic()).isEqualTo("t");
    assertThat(record.partition()).isEqualTo(2);
    assertThat(record.value()).containsExactly(1);
  }

  @Test
  void serialize_byKey_leavesThePartitionOpen() {
    ProducerRecord<byte[], byte[]> record =
        requireNonNull(
            schema.serialize(
                new OutboundRecord("u", OutboundRecord.BY_KEY, new byte[] {7}, new byte[] {1}),
                sink,
                null));

    assertThat(record.partition()).isNull();
    assertThat(record.key()).containsExactly(7);
  }

  @Test
  void serialize_partitionThatDoesNotExist_isDropped() {
    assertThat(schema.serialize(new OutboundRecord("t", 3, null, new byte[0]), sink, null))
        .isNull();
  }

  private record FixedPartitions(Map<String, Integer> topics) implements KafkaSinkContext {

    @Override
    public int getParallelInstanceId() {
      return 0;
    }

    @Override
    public int getNumberOfParallelInstances() {
      return 1;
    }

    @Override
    public int[] getPartitionsForTopic(String topic) {
      return new int[topics.getOrDefault(topic, 0)];
    }
  }
}
