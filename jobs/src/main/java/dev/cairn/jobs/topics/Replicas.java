package dev.cairn.jobs.topics;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.schema.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Whether Kafka's brokers have all that they are to have. */
public final class Replicas {

  private Replicas() {}

  /** Whether every partition of the job's topics is on so many brokers, and up to date on each. */
  public static boolean inStep(CairnConfig config, int brokers) throws InterruptedException {
    Topics topics = new Topics(config.space());
    List<String> names =
        new ArrayList<>(List.of(topics.transitions(), topics.feedback(), topics.stats()));
    config.tables().forEach(table -> names.add(topics.minibatches(table.name())));
    try (Admin admin = Admin.create(Map.copyOf(config.kafka()))) {
      return admin.describeTopics(names).allTopicNames().get().values().stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(partition -> partition.isr().size() == brokers);
    } catch (ExecutionException e) {
      return false;
    }
  }
}
