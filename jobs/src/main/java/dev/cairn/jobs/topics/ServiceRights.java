package dev.cairn.jobs.topics;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.schema.Topics;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;

/** What the service does on a broker, and so has to have the right to. */
final class ServiceRights {

  private ServiceRights() {}

  /** What it does with each topic. */
  static Map<String, Set<AclOperation>> topics(CairnConfig config) {
    Topics topics = new Topics(config.space());
    Map<String, Set<AclOperation>> needed = new TreeMap<>();
    needed.put(topics.transitions(), Set.of(AclOperation.READ));
    needed.put(topics.feedback(), Set.of(AclOperation.READ));
    needed.put(topics.control(), Set.of(AclOperation.READ));
    needed.put(topics.stats(), Set.of(AclOperation.READ, AclOperation.WRITE));
    needed.put(topics.deadLetters(), Set.of(AclOperation.WRITE));
    config
        .tables()
        .forEach(table -> needed.put(topics.minibatches(table.name()), Set.of(AclOperation.WRITE)));
    return needed;
  }

  /** The consumer group that it reads in. */
  static String group(CairnConfig config) {
    return config.kafka().getOrDefault("group.id", "cairn-" + config.space());
  }

  /** A line that says what a user may not do. */
  static String lacking(String resource, Set<AclOperation> operations) {
    return "this user may not do what the service has to: "
        + resource
        + " missing="
        + operations
        + " (give it the rights of the role service in docs/security.md)";
  }
}
