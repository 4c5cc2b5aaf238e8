package dev.cairn.jobs.endurance;

import dev.cairn.schema.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How much stands on the topic of minibatches. */
final class MinibatchTopic implements AutoCloseable {

  private final Admin admin;
  private final TopicPartition partition =
      new TopicPartition(new Topics(NumberedTable.SPACE).minibatches(NumberedTable.NAME), 0);

  MinibatchTopic(Map<String, String> kafka) {
    admin = Admin.create(Map.copyOf(kafka));
  }

  /** Batches that were ever written to it. */
  long batches() throws InterruptedException {
    try {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topic must be there: topic=" + partition.topic(), e);
    }
  }

  /** Bytes that it has on the broker's disk. */
  long bytes() throws InterruptedException {
    try {
      return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
          .flatMap(broker -> broker.values().stream())
          .flatMap(directory -> directory.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().equals(partition))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker must tell of its disk: broker=1", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
