package dev.cairn.flink;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a source begins that has no state: where the group stopped; at the oldest record where it
 * never read, or where Kafka has deleted what came next. Unlike the connector's own, it does not
 * make the consumers of sources that do have state jump over what is gone.
 */
@SuppressWarnings("deprecation") // the connector's interface takes Kafka's deprecated enum
final class StartingOffsets implements OffsetsInitializer {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(StartingOffsets.class);

  private final boolean skipLost;

  /**
   * @param skipLost whether a source with state goes on at the oldest record when those that it was
   *     to read are gone; else it fails
   */
  StartingOffsets(boolean skipLost) {
    this.skipLost = skipLost;
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
    Map<TopicPartition, Long> offsets = new HashMap<>(kafka.beginningOffsets(partitions));
    kafka
        .committedOffsets(partitions)
        .forEach(
            (partition, committed) -> {
              long oldest = offsets.getOrDefault(partition, 0L);
              if (committed < oldest) {
                LOG.warn(
                    "records that the group had not read are gone: topic={} partition={} records={}",
                    partition.topic(),
                    partition.partition(),
                    oldest - committed);
              }
              offsets.put(partition, Math.max(committed, oldest));
            });
    return offsets;
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return skipLost ? OffsetResetStrategy.EARLIEST : OffsetResetStrategy.NONE;
  }
}
