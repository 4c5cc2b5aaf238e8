package dev.cairn.flink;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's reader, which takes no partition before Kafka was asked whether it still has what
 * comes next. Records that are gone are refused, or counted where going on without was asked for.
 */
final class KeptRecordsReader implements SourceReader<RawRecord, KafkaPartitionSplit> {

  private static final Logger LOG = LoggerFactory.getLogger(KeptRecordsReader.class);

  private final SourceReader<RawRecord, KafkaPartitionSplit> reader;
  private final Properties properties;
  private final boolean skipLost;
  private final Counter lost;

  /**
   * @param properties of a consumer
   * @param skipLost whether to go on without records that are gone
   * @param lost counts them
   */
  KeptRecordsReader(
      SourceReader<RawRecord, KafkaPartitionSplit> reader,
      Properties properties,
      boolean skipLost,
      Counter lost) {
    this.reader = reader;
    this.properties = properties;
    this.skipLost = skipLost;
    this.lost = lost;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    Map<TopicPartition, Long> next = new HashMap<>();
    for (KafkaPartitionSplit split : splits) {
      // Below 0 are marks, such as that for the oldest record.
      if (split.getStartingOffset() >= 0) {
        next.put(split.getTopicPartition(), split.getStartingOffset());
      }
    }
    List<KeptRecords.Gap> gaps = next.isEmpty() ? List.of() : gaps(next);
    if (!gaps.isEmpty()) {
      if (!skipLost) {
        throw refused(gaps);
      }
      gaps.forEach(gap -> lost.inc(gap.records()));
      LOG.error(
          "going on without records, as kafka.auto.offset.reset says: {}",
          KeptRecords.refusal(gaps));
    }
    reader.addSplits(splits);
  }

  /** What was deleted never comes back, so that no restart helps; a broker's end may. */
  private static RuntimeException refused(List<KeptRecords.Gap> gaps) {
    IllegalStateException refusal = new IllegalStateException(KeptRecords.refusal(gaps));
    return gaps.stream().anyMatch(gap -> gap.records() > 0)
        ? new SuppressRestartsException(refusal)
        : refusal;
  }

  private List<KeptRecords.Gap> gaps(Map<TopicPartition, Long> next) {
    Properties asking = new Properties();
    asking.putAll(properties);
    asking.remove("group.id");
    asking.remove("client.id");
    asking.setProperty("enable.auto.commit", "false");
    try (KafkaConsumer<byte[], byte[]> kafka =
        new KafkaConsumer<>(asking, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return KeptRecords.gaps(
          next, kafka.beginningOffsets(next.keySet()), kafka.endOffsets(next.keySet()));
    }
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<RawRecord> output) throws Exception {
    return reader.pollNext(output);
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    return reader.snapshotState(checkpointId);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    reader.pauseOrResumeSplits(pause, resume);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    reader.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }
}
