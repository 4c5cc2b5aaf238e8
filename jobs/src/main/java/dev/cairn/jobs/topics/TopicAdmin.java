package dev.cairn.jobs.topics;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.start.KafkaProblem;
import dev.cairn.jobs.start.StartException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes and checks topics on a broker. Thread-safe; every method waits for the broker. */
public final class TopicAdmin implements AutoCloseable {

  private final Admin admin;
  private final String servers;

  /**
   * Opens a connection.
   *
   * @param kafka client properties; {@code bootstrap.servers} is required
   * @throws StartException when it is missing or wrong
   */
  public TopicAdmin(Map<String, String> kafka) {
    servers = kafka.getOrDefault("bootstrap.servers", "");
    if (servers.isBlank()) {
      throw new StartException(
          "a broker is needed: kafka.bootstrap.servers=(missing) (set it in the file or with"
              + " --bootstrap-servers HOST:PORT)");
    }
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.putIfAbsent("default.api.timeout.ms", "15000");
    properties.putIfAbsent("request.timeout.ms", "10000");
    try {
      admin = Admin.create(properties);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(
          "no Kafka client can be made: kafka.bootstrap.servers="
              + servers
              + " ("
              + cause.getMessage()
              + ")",
          e);
    }
  }

  /**
   * Makes the topics that do not exist yet.
   *
   * @return names of those made; topics that exist are left as they are, see {@link #deviations}
   */
  public List<String> create(List<TopicPlan> plans) {
    Map<String, NewTopic> topics = new TreeMap<>();
    for (TopicPlan plan : plans) {
      topics.put(
          plan.name(),
          new NewTopic(plan.name(), plan.partitions(), plan.replication())
              .configs(plan.settings()));
    }
    List<String> made = new ArrayList<>();
    Map<String, KafkaFuture<Void>> results = admin.createTopics(topics.values()).values();
    for (Map.Entry<String, KafkaFuture<Void>> result : new TreeMap<>(results).entrySet()) {
      try {
        await(result.getValue());
        made.add(result.getKey());
      } catch (TopicExistsException e) {
        // Wanted, and there.
      }
    }
    awaitVisible(topics.keySet());
    return made;
  }

  /** The controller has made them; the broker hears of it a moment later. */
  private void awaitVisible(Set<String> names) {
    for (int i = 0; i < 200 && !await(admin.listTopics().names()).containsAll(names); i++) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /**
   * What differs between the topics and the plan, one line each; empty when all is well. More
   * partitions, and larger messages and retention than planned are well.
   */
  public List<String> deviations(List<TopicPlan> plans) {
    List<String> names = plans.stream().map(TopicPlan::name).toList();
    Set<String> existing = await(admin.listTopics().names());
    List<String> present = names.stream().filter(existing::contains).toList();
    Map<String, TopicDescription> descriptions =
        await(admin.describeTopics(present).allTopicNames());
    Map<ConfigResource, Config> configs =
        await(
            admin
                .describeConfigs(
                    present.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all());
    List<String> lines = new ArrayList<>();
    for (TopicPlan plan : plans) {
      TopicDescription description = descriptions.get(plan.name());
      Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, plan.name()));
      if (description == null || config == null) {
        lines.add(
            "the topic is missing, or this user may not see it: topic="
                + plan.name()
                + " (run cairn topics create; rights are in docs/security.md)");
      } else {
        lines.addAll(deviations(plan, description, config));
      }
    }
    return lines;
  }

  /** Records of a topic that a consumer group has not committed as read. */
  public long unread(String topic, String group) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicDescription described :
        await(admin.describeTopics(List.of(topic)).allTopicNames()).values()) {
      for (TopicPartitionInfo each : described.partitions()) {
        latest.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest());
      }
    }
    var ends = await(admin.listOffsets(latest).all());
    var read = await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    long unread = 0;
    for (var end : ends.entrySet()) {
      OffsetAndMetadata committed = read.get(end.getKey());
      unread += end.getValue().offset() - (committed == null ? 0 : committed.offset());
    }
    return unread;
  }

  /** Whether a consumer group has committed anything as read. */
  boolean hasRead(String group) {
    return !await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).isEmpty();
  }

  /**
   * What keeps a job of the configuration from running: topics that differ from the plan, else
   * rights that this user lacks; one line each.
   */
  public List<String> problems(CairnConfig config) {
    List<String> lines = deviations(TopicPlan.of(config));
    return lines.isEmpty() ? missingRights(config) : lines;
  }

  /** Rights of the service's role that this user lacks. A broker without ACLs grants all. */
  private List<String> missingRights(CairnConfig config) {
    Map<String, Set<AclOperation>> needed = ServiceRights.topics(config);
    Map<String, TopicDescription> described =
        await(
            admin
                .describeTopics(
                    needed.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .allTopicNames());
    List<String> lines = new ArrayList<>();
    needed.forEach(
        (topic, operations) -> {
          TopicDescription description = described.get(topic);
          Set<AclOperation> missing = new TreeSet<>(operations);
          if (description != null) {
            missing.removeAll(description.authorizedOperations());
          }
          if (!missing.isEmpty()) {
            lines.add(ServiceRights.lacking("topic=" + topic, missing));
          }
        });
    String group = ServiceRights.group(config);
    if (!mayRead(group)) {
      lines.add(ServiceRights.lacking("group=" + group, Set.of(AclOperation.READ)));
    }
    return lines;
  }

  private boolean mayRead(String group) {
    try {
      ConsumerGroupDescription description =
          await(
                  admin
                      .describeConsumerGroups(
                          List.of(group),
                          new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                      .all())
              .get(group);
      return description == null || description.authorizedOperations().contains(AclOperation.READ);
    } catch (GroupIdNotFoundException e) {
      return true; // it may be described, and nobody has made it yet
    } catch (GroupAuthorizationException e) {
      return false;
    }
  }

  @Override
  public void close() {
    admin.close();
  }

  private static List<String> deviations(
      TopicPlan plan, TopicDescription description, Config config) {
    List<String> lines = new ArrayList<>();
    int partitions = description.partitions().size();
    if (partitions < plan.partitions()) {
      lines.add(line(plan, "partitions", partitions, "at least " + plan.partitions()));
    }
    int replicas = description.partitions().get(0).replicas().size();
    if (replicas < plan.replication()) {
      lines.add(line(plan, "replication", replicas, "at least " + plan.replication()));
    }
    for (Map.Entry<String, String> wanted : new TreeMap<>(plan.settings()).entrySet()) {
      var entry = config.get(wanted.getKey());
      String is = entry == null ? "" : entry.value();
      switch (wanted.getKey()) {
        case "cleanup.policy" -> {
          if (!is.equals(wanted.getValue())) {
            lines.add(line(plan, wanted.getKey(), is, wanted.getValue()));
          }
        }
        case "max.message.bytes" -> {
          if (Long.parseLong(is) < Long.parseLong(wanted.getValue())) {
            lines.add(line(plan, wanted.getKey(), is, "at least " + wanted.getValue()));
          }
        }
        case "retention.ms" -> {
          boolean input = Long.parseLong(wanted.getValue()) >= 3_600_000;
          long held = Long.parseLong(is) < 0 ? Long.MAX_VALUE : Long.parseLong(is);
          long want = Long.parseLong(wanted.getValue());
          if (input ? held < want : held > 60 * want) {
            lines.add(line(plan, wanted.getKey(), is, (input ? "at least " : "about ") + want));
          }
        }
        default -> {
          // Sizes of segments are a matter of taste.
        }
      }
    }
    return lines;
  }

  private static String line(TopicPlan plan, String name, Object is, String want) {
    return "differs from the configuration: topic="
        + plan.name()
        + " "
        + name
        + "="
        + is
        + " (wanted: "
        + want
        + ")";
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while waiting for Kafka", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof TopicExistsException
          || cause instanceof GroupIdNotFoundException
          || cause instanceof GroupAuthorizationException) {
        throw (ApiException) cause;
      }
      throw new StartException(
          "Kafka does not do what is asked: kafka.bootstrap.servers="
              + servers
              + " ("
              + KafkaProblem.of(cause)
              + ")",
          cause);
    }
  }
}
